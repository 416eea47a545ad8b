/* Servers that are children of the test: started, killed and started again, and gone when the test is. */
#ifndef BRY_TESTS_CHAOS_SERVER_H
#define BRY_TESTS_CHAOS_SERVER_H

#include <libpq-fe.h>
#include <sys/types.h>

typedef struct server {
  char data[96];    /* the cluster */
  char sockets[64]; /* its socket and its log; a folder of the server's user */
  pid_t pid;        /* 0: not running */
} server;

/* Ends the program with a message when something can't be had. */
_Noreturn void stop(const char *what, const char *why);
void make_folder_for(const char *path, const char *owner_of); /* of the same owner as that path */
/* A cluster with the schema bry, made by local: in a folder that is not there yet. Not started. */
void server_make(server *s, const char *folder, const char *sockets);
void server_start(server *s);                              /* returns when it takes connections */
void server_kill(server *s);                               /* SIGKILL, as when the power fails */
void server_copy(const server *primary, const char *data); /* pg_basebackup, as a standby of it */
PGconn *server_connect(const server *s);                   /* as superuser; PQfinish() */
/* The first value, "" when there is none. */
const char *server_sql(const server *s, const char *sql);

#endif
