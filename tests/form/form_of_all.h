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

#endif
