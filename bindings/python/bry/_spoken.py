"""The library's messages with the names of this package in place of functions of C."""
from __future__ import annotations

import re

NAMES = {
    "bry_builder_item": "Builder.item()",
    "bry_builder_panel_begin": "Builder.panel()",
    "bry_codebook_list": "Store.codebooks",
    "bry_codebook_put": "Store.put_codebook()",
    "bry_commitment_renew": "Commitments.renew()",
    "bry_codebook_parse": "bry.Codebook()",
    "bry_compose": "bry.compose()",
    "bry_contribution_list": "Session.contributions()",
    "bry_contribution_withdraw": "Session.withdraw()",
    "bry_group_admit": "Series.admit()",
    "bry_group_form": "Series.form_groups()",
    "bry_group_list": "Series.groups",
    "bry_group_members": "Series.members",
    "bry_gigamap_list": "Store.maps",
    "bry_import_batch_of": "bry.import_batch_of()",
    "bry_invitation_create": "Survey.invite()",
    "bry_invitation_list": "Survey.invitations",
    "bry_local_start": "bry.local_start()",
    "bry_protect": "bry.protect()",
    "bry_questionnaire_items": "Questionnaire.items",
    "bry_questionnaire_parse": "bry.Questionnaire()",
    "bry_questionnaire_publish": "Store.publish_questionnaire()",
    "bry_receipt_new": "bry.new_receipt()",
    "bry_release_list": "Store.releases()",
    "bry_release_tables": "Release.tables",
    "bry_report_new": "bry.Report()",
    "bry_response_submit_with": "Survey.submit()",
    "bry_role_grant": "Store.grant_role()",
    "bry_role_list": "Store.roles",
    "bry_series_list": "Store.series_list",
    "bry_session_create": "Store.begin_session()",
    "bry_session_list": "Series.sessions()",
    "bry_session_prompts": "Session.prompts()",
    "bry_session_step": "Session.step()",
    "bry_store_migrate": "Store.migrate()",
    "bry_store_open": "bry.Store()",
    "bry_store_set_tenant": "Store.set_tenant()",
    "bry_survey_code": "Survey.code()",
    "bry_survey_counts": "Survey.counts()",
    "bry_survey_decide": "Survey.decide()",
    "bry_survey_get": "Store.survey()",
    "bry_survey_list": "Store.surveys",
    "bry_survey_open": "Survey.open()",
    "bry_survey_quotes": "Survey.quotes()",
    "bry_survey_set_retention": "Survey.retain()",
    "bry_survey_theme_trend": "Store.theme_trend()",
    "bry_survey_themes": "Survey.themes()",
    "bry_tabulate": "bry.tabulate()",
    "bry_tenant_add": "Store.add_tenant()",
}

# What only a program in C can do wrong: calls that this package makes itself.
UNSPOKEN = {
    "bry_builder_panel_end",
    "bry_commitment_options_init",
    "bry_compose_options_init",
    "bry_import_options_init",
    "bry_invitation_options_init",
    "bry_pilot_options_init",
    "bry_protect_options_init",
    "bry_rake_options_init",
    "bry_submit_options_init",
    "bry_tabulate_options_init",
    "bry_vote_options_init",
    "bry_waves_options_init",
}


# In C another function takes what plain submits don't; here it is the same, with more arguments.
MORE = re.compile(r"\b([Uu])se bry_response_submit_with\(\)")


def spoken(message: str) -> str:
    message = re.sub(r"^bry_[a-z_0-9]+: ", "", message)
    message = MORE.sub(r"\1se Survey.submit() with what it asks for: token=, participant=, consent=", message)
    return re.sub(r"\b(bry_[a-z_]+)\(\)", lambda found: NAMES.get(found[1], found[0]), message)
