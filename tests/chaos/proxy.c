/* A thread for the listening socket and one for each connection. */
#include "chaos/proxy.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BYTES = 16384, NOTICE_MS = 100 };

struct proxy {
  struct sockaddr_un server;
  int fd;
  pthread_t thread;
  atomic_int stop, open;
  atomic_uint armed; /* 0: not; else which cut, plus one */
};

typedef struct link {
  proxy *of;
  int client, server;
} link_;

static struct sockaddr_un address_in(const char *folder) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
  return address;
}

static int send_all(int fd, const char *data, ssize_t size) {
  while (size > 0) {
    ssize_t sent = send(fd, data, (size_t)size, MSG_NOSIGNAL);
    if (sent <= 0) return 0;
    data += sent;
    size -= sent;
  }
  return 1;
}

/* The request is with the server. One cut in three comes at once, while the server is at work; the others somewhere
 * within its answer. */
static void cut(link_ *l, unsigned random) {
  char answer[BYTES];
  if (random % 3 == 0) return;
  ssize_t size = recv(l->server, answer, sizeof answer, 0);
  if (size > 0) send_all(l->client, answer, (ssize_t)(random / 3 % (unsigned)size));
}

/* Parse and Bind begin a statement; 0 when the connection is to end. */
static int pass_request(link_ *l) {
  char data[BYTES];
  ssize_t size = recv(l->client, data, sizeof data, 0);
  if (size <= 0) return 0;
  unsigned armed = data[0] == 'B' || data[0] == 'P' ? atomic_exchange(&l->of->armed, 0) : 0;
  if (!send_all(l->server, data, size)) return 0;
  if (armed) cut(l, armed - 1);
  return !armed;
}

static int pass_answer(link_ *l) {
  char data[BYTES];
  ssize_t size = recv(l->server, data, sizeof data, 0);
  return size > 0 && send_all(l->client, data, size);
}

static void *serve(void *user) {
  link_ *l = user;
  int goes_on = 1;
  while (goes_on && !atomic_load(&l->of->stop)) {
    struct pollfd fds[2] = {{.fd = l->client, .events = POLLIN}, {.fd = l->server, .events = POLLIN}};
    if (poll(fds, 2, NOTICE_MS) <= 0) continue;
    if (fds[1].revents) goes_on = pass_answer(l);
    if (goes_on && fds[0].revents) goes_on = pass_request(l);
  }
  close(l->client);
  close(l->server);
  atomic_fetch_sub(&l->of->open, 1);
  free(l);
  return NULL;
}

static void begin_link(proxy *p, int client) {
  pthread_t thread;
  link_ *l = malloc(sizeof *l);
  int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (!l || connect(server, (struct sockaddr *)&p->server, sizeof p->server) != 0) {
    close(server);
    close(client);
    free(l);
    return;
  }
  *l = (link_){.of = p, .client = client, .server = server};
  atomic_fetch_add(&p->open, 1);
  if (pthread_create(&thread, NULL, serve, l) == 0) {
    pthread_detach(thread);
  } else {
    abort();
  }
}

static void *listen_on(void *user) {
  proxy *p = user;
  while (!atomic_load(&p->stop)) {
    struct pollfd fd = {.fd = p->fd, .events = POLLIN};
    if (poll(&fd, 1, NOTICE_MS) <= 0) continue;
    int client = accept(p->fd, NULL, NULL);
    if (client >= 0) begin_link(p, client);
  }
  return NULL;
}

proxy *proxy_start(const char *folder, const char *server_folder) {
  proxy *p = calloc(1, sizeof *p);
  struct sockaddr_un address = address_in(folder);
  if (!p) return NULL;
  p->server = address_in(server_folder);
  p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(p->fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(p->fd, 64) == 0 &&
      pthread_create(&p->thread, NULL, listen_on, p) == 0)
    return p;
  close(p->fd);
  free(p);
  return NULL;
}

int proxy_cut(proxy *p, unsigned random, int wait_ms) {
  unsigned armed = random % 1000000 + 1;
  atomic_store(&p->armed, armed);
  for (int waited = 0; waited < wait_ms && atomic_load(&p->armed); waited++)
    poll(NULL, 0, 1);
  return atomic_exchange(&p->armed, 0) == 0;
}

void proxy_stop(proxy *p) {
  if (!p) return;
  atomic_store(&p->stop, 1);
  pthread_join(p->thread, NULL);
  while (atomic_load(&p->open))
    poll(NULL, 0, 1);
  close(p->fd);
  free(p);
}
