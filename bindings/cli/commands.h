/* The commands of each file. Each list ends with a row without a name. */
#ifndef BRY_CLI_COMMANDS_H
#define BRY_CLI_COMMANDS_H

#include "args.h"

extern const command local_commands[];
extern const command store_commands[];
extern const command role_commands[];
extern const command questionnaire_commands[];
extern const command template_commands[];
extern const command check_commands[];
extern const command survey_commands[];
extern const command response_commands[];
extern const command draft_commands[];
extern const command codebook_commands[];
extern const command theme_commands[];
extern const command coding_commands[];
extern const command trend_commands[];
extern const command commitment_commands[];
extern const command relations_commands[];
extern const command ladder_commands[];
extern const command gigamap_commands[];
extern const command release_commands[];
extern const command result_commands[];
extern const command report_commands[];
extern const command tally_commands[];
extern const command invitation_commands[];
extern const command rights_commands[];
extern const command file_commands[];
extern const command group_commands[];
extern const command compose_commands[];
extern const command agreement_commands[];
extern const command protect_commands[];
extern const command votes_commands[];
extern const command map_commands[];
extern const command tabulate_commands[];
extern const command table_commands[];
extern const command text_commands[];

/* bry theme code --new; coding.c */
int theme_code_new(struct session *s);

#endif
