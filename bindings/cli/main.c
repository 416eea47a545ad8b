/* The bry command. Reads the command line, opens what the command needs, runs it, and sees to it that what was
 * printed has arrived. */
#include "args.h"
#include "commands.h"
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

const command_group command_groups[] = {
    {"local", "A private PostgreSQL in a folder"},
    {"tenant", "The municipalities and organisations of a store"},
    {"role", "Which login of the database may do what in which tenant"},
    {"schema", "The tables of a store"},
    {"questionnaire", "Questionnaires in files"},
    {"template", "Ready questionnaires to begin from"},
    {"survey", "Runs of a questionnaire"},
    {"invitation", "Tokens that admit responses"},
    {"response", "What people answered"},
    {"draft", "Answers that are not finished"},
    {"series", "Rows of meetings of reflection groups"},
    {"group", "Reflection groups and who is in them"},
    {"session", "Meetings of a group, phase by phase"},
    {"participant", "Who answered pseudonymous and identified surveys, and what is held of them"},
    {"retention", "Deleting what is past its date"},
    {"audit", "Who did what, and when"},
    {"codebook", "Themes and the words that speak for them"},
    {"theme", "What people wrote about"},
    {"result", "What people chose"},
    {"gigamap", "Maps that people make together"},
    {"release", "What researchers see"},
    {"commitment", "What groups promised, and what became of it"},
    {"pilot", "Ideas to try, and what became of them"},
    {"tally", "The counts behind the tables"},
    {"table", "Tables in files"},
    {0},
};

const command *const command_lists[] = {
    local_commands,         store_commands,
    questionnaire_commands, template_commands,
    check_commands,         survey_commands,
    invitation_commands,    response_commands,
    codebook_commands,      theme_commands,
    result_commands,        report_commands,
    file_commands,          role_commands,
    tally_commands,         rights_commands,
    agreement_commands,     protect_commands,
    text_commands,          votes_commands,
    map_commands,           tabulate_commands,
    table_commands,         coding_commands,
    trend_commands,         release_commands,
    compose_commands,       commitment_commands,
    draft_commands,         group_commands,
    relations_commands,     ladder_commands,
    gigamap_commands,       NULL,
};

/* As after "bry ... | head": nobody needs to be told. */
static int reader_is_gone(void) {
  struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* Help and tables may still lie in the buffer: a full disk or a closed pipe shows now. */
static int close_output(int exit_status) {
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout)) return exit_status;
  if (reader_is_gone()) return exit_status == EXIT_DONE ? EXIT_FAILED : exit_status;
  fprintf(stderr, "bry: can't write to standard output: %s\n",
          errno != 0 ? strerror(errno) : "an earlier write failed");
  return exit_status == EXIT_DONE ? EXIT_FAILED : exit_status;
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write */
  int exit_status = -1;
  args a = args_parse(argc, argv, &exit_status);
  if (exit_status == -1) {
    session s;
    exit_status = session_open(&s, &a);
    if (exit_status == EXIT_DONE) exit_status = a.command->run(&s);
    session_close(&s);
  }
  args_free(&a);
  return close_output(exit_status);
}
