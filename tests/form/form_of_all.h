/* A questionnaire with every type and rule, for the tests of answers. */
#ifndef BRY_TESTS_FORM_FORM_OF_ALL_H
#define BRY_TESTS_FORM_FORM_OF_ALL_H

static const char form_of_all[] =
    "{'elements': ["
    "{'type': 'html', 'name': 'intro', 'html': 'Hei'},"
    "{'type': 'text', 'name': 'word', 'maxLength': 5, 'validators': [{'type': 'text', 'minLength': 3}]},"
    "{'type': 'text', 'name': 'num', 'inputType': 'number', 'min': 1.5, 'max': 10, 'step': 0.5},"
    "{'type': 'text', 'name': 'day', 'inputType': 'date', 'min': '2026-01-01', 'max': '2026-12-31'},"
    "{'type': 'text', 'name': 'mail', 'inputType': 'email'},"
    "{'type': 'text', 'name': 'phone', 'inputType': 'tel'},"
    "{'type': 'comment', 'name': 'free'},"
    "{'type': 'radiogroup', 'name': 'one', 'choices': [1, 'b', true, {'value': 2.5}], 'showOtherItem': true,"
    " 'showNoneItem': true},"
    "{'type': 'checkbox', 'name': 'some', 'choices': ['a', 'b', 'c', 'd;e'], 'showOtherItem': true, 'showNoneItem':"
    " true, 'showDontKnowItem': true, 'maxSelectedChoices': 3},"
    "{'type': 'checkbox', 'name': 'two', 'choices': ['a', 'b', 'c'], 'showNoneItem': true, 'validators':"
    " [{'type': 'answercount', 'minCount': 2}]},"
    "{'type': 'dropdown', 'name': 'drop', 'choices': ['x', 'y']},"
    "{'type': 'boolean', 'name': 'bool'},"
    "{'type': 'rating', 'name': 'rate', 'rateMin': 0, 'rateMax': 10},"
    "{'type': 'ranking', 'name': 'rank', 'choices': ['x', 'y', 'z']},"
    "{'type': 'ranking', 'name': 'part', 'choices': ['x', 'y', 'z'], 'selectToRankEnabled': true,"
    " 'maxSelectedChoices': 2},"
    "{'type': 'matrix', 'name': 'mat', 'columns': [1, 2, 3], 'rows': ['r1', 'r2']},"
    "{'type': 'multipletext', 'name': 'multi', 'items': [{'name': 'who', 'maxLength': 4}, {'name': 'age',"
    " 'inputType': 'number'}, {'name': 'mail', 'inputType': 'email'}]}"
    "]}";

/* The questions that repeat others, with every rule of theirs. */
static const char form_of_groups[] =
    "{'elements': ["
    "{'type': 'matrixdropdown', 'name': 'm', 'rows': ['r1', {'value': 2, 'text': {'default': 'To', 'en': 'Two'}}],"
    " 'choices': ['x', 'y'], 'rowsVisibleIf': '{item} != 2 or {p[0].a} = 1', 'isRequired': true, 'columns': ["
    "{'name': 'k', 'title': {'default': 'Kol', 'en': 'Col'}, 'showOtherItem': true, 'isUnique': true},"
    "{'name': 't', 'cellType': 'text', 'inputType': 'number', 'min': 0, 'visibleIf': '{row.k} != {rowValue}',"
    " 'validators': [{'type': 'expression', 'expression': '{self} empty or {row.t} < 100', 'text': 'Under 100'}]},"
    "{'name': 'e', 'cellType': 'expression', 'expression': '{row.t} * {rowIndex}'}]},"
    "{'type': 'paneldynamic', 'name': 'p', 'minPanelCount': 1, 'maxPanelCount': 3, 'keyName': 'a', 'templateTitle':"
    " '{panelIndex}: {panel.a}', 'keyDuplicationError': 'Twice', 'templateElements': ["
    "{'type': 'text', 'name': 'a', 'title': 'Hva', 'isRequired': true},"
    "{'type': 'panel', 'name': 'in', 'visibleIf': '{panel.a} notempty', 'elements': ["
    "{'type': 'tagbox', 'name': 'c', 'choices': ['u', {'value': 'v', 'visibleIf': '{panelIndex} > 0'}]},"
    "{'type': 'matrix', 'name': 'g', 'columns': [1, 2], 'rows': ['s']}]}]},"
    "{'type': 'expression', 'name': 'sum', 'expression': 'sumInArray({m}, t, {t} > 1)'},"
    "{'type': 'expression', 'name': 'all', 'expression': '{p.length} + {m.r1.e}'}"
    "]}";

#endif
