/* The statements of each file, lists ended by NULL, so that a test can prepare them all against the schema. */
#ifndef BRY_STORE_STATEMENTS_H
#define BRY_STORE_STATEMENTS_H

#include "store/db.h"

extern const bry__statement *const bry__schema_statements[];
extern const bry__statement *const bry__tenant_statements[];
extern const bry__statement *const bry__role_statements[];
extern const bry__statement *const bry__citus_statements[];
extern const bry__statement *const bry__survey_statements[];
extern const bry__statement *const bry__submit_statements[];
extern const bry__statement *const bry__submit_joined_statements[];
extern const bry__statement *const bry__sender_statements[];
extern const bry__statement *const bry__import_statements[];
extern const bry__statement *const bry__export_statements[];
extern const bry__statement *const bry__lookup_statements[];
extern const bry__statement *const bry__texts_statements[];
extern const bry__statement *const bry__codebook_statements[];
extern const bry__statement *const bry__coding_statements[];
extern const bry__statement *const bry__coding_write_statements[];
extern const bry__statement *const bry__codings_statements[];
extern const bry__statement *const bry__decisions_statements[];
extern const bry__statement *const bry__final_statements[];
extern const bry__statement *const bry__found_statements[];
extern const bry__statement *const bry__learn_statements[];
extern const bry__statement *const bry__counts_statements[];
extern const bry__statement *const bry__tally_statements[];
extern const bry__statement *const bry__themes_statements[];
extern const bry__statement *const bry__gigamap_statements[];
extern const bry__statement *const bry__quotes_statements[];
extern const bry__statement *const bry__consent_statements[];
extern const bry__statement *const bry__draft_statements[];
extern const bry__statement *const bry__invitation_statements[];
extern const bry__statement *const bry__invitation_table_statements[];
extern const bry__statement *const bry__participant_statements[];
extern const bry__statement *const bry__receipt_statements[];
extern const bry__statement *const bry__seal_statements[];
extern const bry__statement *const bry__submit_with_statements[];
extern const bry__statement *const bry__survey_list_statements[];
extern const bry__statement *const bry__access_statements[];
extern const bry__statement *const bry__audit_statements[];
extern const bry__statement *const bry__erase_statements[];
extern const bry__statement *const bry__retention_statements[];
extern const bry__statement *const bry__commitment_statements[];
extern const bry__statement *const bry__pilot_statements[];
extern const bry__statement *const bry__release_statements[];
extern const bry__statement *const bry__release_gather_statements[];
extern const bry__statement *const bry__release_read_statements[];
extern const bry__statement *const bry__series_statements[];
extern const bry__statement *const bry__members_statements[];
extern const bry__statement *const bry__session_statements[];
extern const bry__statement *const bry__contribution_statements[];
extern const bry__statement *const bry__session_themes_statements[];
extern const bry__statement *const bry__dots_statements[];

#endif
