/* A proxy between two unix sockets that can cut connections in the middle of a commit: the request has gone to the
 * server, and of the answer the client gets the first few bytes or none. */
#ifndef BRY_TESTS_CHAOS_PROXY_H
#define BRY_TESTS_CHAOS_PROXY_H

typedef struct proxy proxy;

/* Listens in `folder` and connects to the server whose socket is in `server_folder`, port 5432 both. NULL: failed. */
proxy *proxy_start(const char *folder, const char *server_folder);
/* The next statement that any connection sends is cut. Waits until that happened, at most so long; 1 when it did. */
int proxy_cut(proxy *p, unsigned random, int wait_ms);
void proxy_stop(proxy *p);

#endif
