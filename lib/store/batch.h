/* Responses in memory on their way to the database: a batch of them becomes one parameter, an array of bry.incoming, and
 * the database's answer says what became of each. Sending it, and again after a lost connection, is the sender's. */
#ifndef BRY_STORE_BATCH_H
#define BRY_STORE_BATCH_H

#include "core/buffer.h"
#include "form/answers.h"
#include "store/db.h"
#include "store/survey.h"

/* What became of a response. */
typedef enum bry__fate {
  BRY__FATE_NONE, /* nothing: the survey's door is shut */
  BRY__FATE_STORED,
  BRY__FATE_REPEATED,
  BRY__FATE_CONFLICT
} bry__fate;

/* One response, checked. */
typedef struct bry__batch_item {
  const uint8_t *id, *hash; /* 16 bytes each */
  const char *const *segments;
  const size_t *segment_sizes;
  const bry__answers *answers;
  int64_t number, line; /* the caller's own: where it came from */
} bry__batch_item;

typedef struct bry__batch_row {
  uint8_t id[16];
  int64_t number, line;
  size_t at, size; /* its record in the batch's data */
  bry__fate fate;  /* once the batch was taken */
} bry__batch_row;

typedef struct bry__batch {
  bry__batch_row *rows;
  size_t count, capacity;
  bry__buffer records;
  bry__buffer scratch; /* for building one array */
  bry__buffer message; /* the parameter */
  uint32_t *order;     /* rows by id, then place: as they stand in the message */
  size_t order_capacity;
} bry__batch; /* begin with {0} */

int bry__batch_add(bry__batch *batch, const bry_survey *survey, const bry__batch_item *item); /* 0, -1: no memory */
/* Lays out the parameter. type: the OID of bry.incoming. 0, -1: no memory. */
int bry__batch_pack(bry__batch *batch, uint32_t type);
/* Reads the answer of bry.take_responses() behind its first letter. 0, or -1: it is none for this batch. */
int bry__batch_read_fates(bry__batch *batch, const char *letters);
void bry__batch_empty(bry__batch *batch); /* keeps its memory */
void bry__batch_clear(bry__batch *batch);

/* --- sending (sender.c) --- */

/* The OID of bry.incoming at a connection's server; asked for once. */
bry_status bry__incoming_type(bry__conn *conn, uint32_t *out_type, bry_error **err);

/* Where batches go. One batch may be on its way while the next is filled: the database's work and ours overlap. */
typedef struct bry__sender {
  bry_store *store;
  const bry_survey *survey;
  int as_import;       /* a manager's, whatever else the survey asks of those who answer */
  int tries_again;     /* a batch whose outcome is not known is sent again, while the store has patience */
  bry__conn *conn;     /* NULL: none yet, or lost */
  uint32_t type;       /* OID of bry.incoming, as conn's server has it */
  bry__batch *sent;    /* on its way; NULL: none */
  bry_error *sent_err; /* why it could not even be sent */
} bry__sender;         /* begin with {.store = ..., ...} */

/* What stands at the survey's door, when it isn't open: see bry.take_responses(). */
enum {
  BRY__DOOR_OPEN = 'o',
  BRY__DOOR_DRAFT = 'd',
  BRY__DOOR_CLOSED = 'c',
  BRY__DOOR_EARLY = 'e',
  BRY__DOOR_LATE = 'l',
  BRY__DOOR_NOT_PLAIN = 'p' /* open to responses that come with more than answers */
};

/* The door as a word of bry__submit_judge(). */
const char *bry__door_word(char door);
/* Asks for the door (BRY__DOOR_...), and whether this login may send at all. ::BRY_ENOTFOUND when the survey is gone. */
bry_status bry__sender_door(bry__sender *sender, char *out_door, bry_error **err);
/* Sends a batch, in a transaction of its own; no other may be on its way. Failures are told by take. */
void bry__sender_send(bry__sender *sender, bry__batch *batch);
/* Waits for the batch on its way, if any, and sets its rows' fates; sends it again when the connection was lost or
 * another writer stood in the way. */
bry_status bry__sender_take(bry__sender *sender, char *out_door, bry_error **err);
/* Waits for what is on its way and gives the connection back. forked: this is a child, and it is the parent's. */
void bry__sender_close(bry__sender *sender, int forked);

#endif
