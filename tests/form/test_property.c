/* The list of properties: every one that survey-core 3.1.1 knows is found, at its places and nowhere else. */
#include "form/testing.h"

#include "form/model.h"
#include "form/property.h"

/* All names that occur, so that one out of order, which the search would miss, is seen. */
static const char names[] =
    "$schema acceptCarriageReturn addPanelText allowAdaptiveActions allowAddPanel allowClear "
    "allowCompleteSurveyAutomatic allowCustomChoices allowDigits allowRemovePanel allowResize "
    "allowResizeComment alternateRows autoAdvanceAllowComplete autoAdvanceEnabled autoComplete "
    "autoFocusFirstError autoFocusFirstQuestion autoGenerate autoGrow autoGrowComment autocomplete "
    "backgroundImage backgroundImageAttachment backgroundImageFit backgroundOpacity bindings "
    "calculatedValues cellComponent cellErrorLocation cellHint cellType cells checkErrorsMode "
    "choiceTextsFromQuestion choiceValuesFromQuestion choices choicesByUrl choicesEnableIf "
    "choicesFromQuestion choicesFromQuestionMode choicesLazyLoadEnabled choicesLazyLoadPageSize "
    "choicesMax choicesMin choicesOrder choicesStep choicesVisibleIf clearIfInvisible "
    "clearInvisibleValues closeOnSelect colCount colSpan cols columnColCount columnLayout columnMinWidth "
    "columns columnsLocation columnsVisibleIf commentAreaRows commentPlaceHolder commentPlaceholder "
    "commentText completeText completedBeforeHtml completedHtml completedHtmlOnCondition confirmDelete "
    "confirmDeleteText cookieName copyDefaultValueFromLastEntry correctAnswer createCustomChoiceText "
    "currency dataList defaultDisplayValue defaultPanelValue defaultValue defaultValueExpression "
    "defaultValueFromLastPanel description descriptionLocation detailElements detailErrorLocation "
    "detailPanelMode displayMode displayRateDescriptionsAsExtremeItems displayStyle dontKnowText "
    "eachRowRequired eachRowUnique editText effectiveColSpan elements enableIf errorLocation expression "
    "firstPageIsStartPage firstPageIsStarted fitToContainer focusFirstQuestionAutomatic "
    "focusOnFirstError format goNextPageAutomatic gridLayoutColumns gridLayoutEnabled hasComment hasNone "
    "hasOther hasSelectAll headerView hideIfChoicesEmpty hideIfRowsEmpty hideNumber hideSelectedItems "
    "horizontalScroll html includeIntoResult indent innerIndent inputFieldComponent inputSize "
    "inputTextAlignment inputType isAllRowRequired isCommentRequired isExclusive isRequired isSinglePage "
    "isUnique itemComponent itemErrorLocation itemSize itemTitleWidth items keyDuplicationError keyName "
    "label labelFalse labelTrue loadingHtml locale logo logoFit logoHeight logoPosition logoWidth "
    "longTap maskSettings maskType matrixDragHandleArea max maxCommentLength maxCount maxErrorText "
    "maxLength maxOthersLength maxPanelCount maxRateDescription maxSelectedChoices maxTextLength "
    "maxTimeToFinish maxTimeToFinishPage maxValue maxValueExpression maxWidth maximumFractionDigits "
    "maximumRateDescription min minCount minErrorText minLength minPanelCount minRateDescription "
    "minSelectedChoices minValue minValueExpression minWidth minimumFractionDigits "
    "mininumRateDescription mode name navigateToUrl navigateToUrlOnCondition navigationButtonsLocation "
    "navigationButtonsVisibility navigationDescription navigationTitle newPanelPosition nextPanelText "
    "noEntriesText noneText notificationType optionsCaption otherErrorText otherPlaceHolder "
    "otherPlaceholder otherText page pageNextText pagePrevText pages panelAddText panelCount "
    "panelCountExpression panelNextText panelPrevText panelRemoveButtonLocation panelRemoveText "
    "panelsState partialSendEnabled placeHolder placeholder precision prevPanelText previewMode "
    "previewText progressBarInheritWidthFrom progressBarLocation progressBarNavigationTextLocation "
    "progressBarShowNavigationText progressBarShowPageNumbers progressBarShowPageTitles progressBarType "
    "questionDescriptionLocation questionErrorLocation questionOrder questionStartIndex "
    "questionTitleLocation questionTitlePattern questionTitleTemplate questionTitleWidth questions "
    "questionsOnPageMode questionsOrder randomize randomizeCategory rateColorMode rateCount "
    "rateDescriptionLocation rateDisplayMode rateMax rateMin rateStep rateType rateValues readOnly "
    "refuseText regionalFormat removePanelButtonLocation removePanelText renderAs renderMode "
    "requiredErrorText requiredIf requiredMark requiredText resetValueIf rowOrder rowTitleWidth rows "
    "rowsOrder rowsVisibleIf scaleColorMode searchEnabled searchMode selectAllText "
    "selectToRankAreasLayout selectToRankEmptyRankedAreaText selectToRankEmptyUnrankedAreaText "
    "selectToRankEnabled selectToRankSwapAreas sendResultOnPageNext separateSpecialChoices "
    "setValueExpression setValueIf showBrandInfo showClearButton showCommentArea showCompletePage "
    "showCompletedPage showDontKnowItem showHeader showInMultipleColumns showNavigationButtons "
    "showNoneItem showNumber showOptionsCaption showOtherItem showPageNumbers showPageTitles "
    "showPrevButton showPreviewBeforeComplete showProgressBar showQuestionNumbers showRangeInProgress "
    "showRefuseItem showSelectAllItem showTOC showTimer showTimerPanel showTimerPanelMode showTitle "
    "singleInputTitleTemplate size sjsVersion startSurveyText startWithNewLine state step stepErrorText "
    "storeOthersAsComment surveyId surveyPostId surveyShowDataSaving swapOrder tabAlign "
    "tabTitlePlaceholder templateDescription templateElements templateErrorLocation "
    "templateQuestionTitleLocation templateQuestionTitleWidth templateTabTitle templateTitle "
    "templateTitleLocation templateVisibleIf text textUpdateMode textWrapEnabled timeLimit "
    "timeLimitPerPage timerInfoMode timerLocation title titleLocation tocItemComponent tocLocation "
    "totalAlignment totalCurrency totalDisplayStyle totalExpression totalFormat "
    "totalMaximumFractionDigits totalMinimumFractionDigits totalText totalType transposeData triggers "
    "type useDisplayValuesInDynamicTexts useDisplayValuesInTitle useGrouping useTitleAsLabel "
    "validateVisitedEmptyFields validators value valueFalse valueName valuePropertyName valueTrue "
    "verticalAlign visible visibleIf width widthMode ";

static int places_of(const char *name) {
  int places = 0;
  for (int place = 0; place < 32; place++) {
    places += bry__property_find(name, place) != NULL;
  }
  return places;
}

static void every_known_property_is_found(void **state) {
  (void)state;
  char room[sizeof names];
  char *rest = NULL;
  int count = 0;
  memcpy(room, names, sizeof names);
  for (char *name = strtok_r(room, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
    if (places_of(name) == 0) fail_msg("%s is not found", name);
    count++;
  }
  assert_int_equal(count, 367);
}

static void nothing_else_is_found(void **state) {
  (void)state;
  static const char *const unknown[] = {"", "a", "zzz", "titl", "titles", "Title", "visible if", "\xc3\xa5"};
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    assert_int_equal(places_of(unknown[i]), 0);
  }
}

static void a_name_may_mean_different_things_at_different_places(void **state) {
  (void)state;
  assert_int_equal(bry__property_find("rows", BRY__ITEM_COMMENT)->kind, BRY__PROPERTY_NUMBER);
  assert_int_equal(bry__property_find("rows", BRY__ITEM_MATRIX)->kind, BRY__PROPERTY_READ);
  assert_null(bry__property_find("rows", BRY__ITEM_TEXT));
  assert_int_equal(bry__property_find("text", BRY__IN_VALUE)->kind, BRY__PROPERTY_READ);
  assert_int_equal(bry__property_find("text", BRY__IN_EMAIL)->kind, BRY__PROPERTY_LABEL);
  assert_string_equal(bry__property_find("hasOther", BRY__ITEM_CHECKBOX)->same_as, "showOtherItem");
}

/* What only shows is checked for its type, and stays in the document. */
static void what_only_shows_is_taken(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc(
      "{'logo': 'kommune.svg', 'logoWidth': 120, 'showTOC': true, 'widthMode': 'responsive', 'requiredMark': '*',"
      "'elements': [{'type': 'text', 'name': 'a', 'dataList': ['x', {'default': 'y'}], 'minWidth': '200px', 'state':"
      "'expanded', 'visible': true, 'readOnly': false}, {'type': 'matrix', 'name': 'm', 'columns': [1], 'rows': [1],"
      "'rowTitleWidth': 20, 'verticalAlign': 'top', 'eachRowUnique': false}]}"));
  assert_non_null(strstr(bry_questionnaire_json(q), "kommune.svg"));
  bry_questionnaire_free(q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_known_property_is_found),
      cmocka_unit_test(nothing_else_is_found),
      cmocka_unit_test(a_name_may_mean_different_things_at_different_places),
      cmocka_unit_test(what_only_shows_is_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
