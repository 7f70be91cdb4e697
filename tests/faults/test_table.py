"""Which test holds which rule of the co-edited text (design, section 6): each was seen red with its
rule taken out. A rule whose test has gone is found here."""

import re

import pytest

from tests.services.chromium import PROJECT

RULES = {
    "an answer, and the others' screens, only after the commit": "faults/test_rules.py::"
    "test_nobody_hears_of_a_line_before_it_is_on_disk",
    "numbers without a hole, in the order of commits, under a lock": "faults/test_rules.py::"
    "test_numbers_have_no_hole_at_any_moment",
    "the gap check, after what other processes added": "faults/test_rules.py::"
    "test_what_another_process_wrote_is_there_before_the_gap_check",
    "a deletion of what never came is a gap": "documents/test_append.py::"
    "test_a_deletion_of_what_never_came_is_a_gap",
    "all of this between real processes": "faults/test_two_servers.py::test_one_text_on_both",
    "a snapshot only if it covers": "faults/test_rules.py::"
    "test_no_snapshot_of_a_doc_that_lacks_a_line",
    "a snapshot only without a gap": "faults/test_rules.py::"
    "test_what_was_refused_is_in_no_later_snapshot",
    "a snapshot each 1000 lines or 256 kB": "documents/test_snapshots.py::"
    "test_bytes_too_make_a_snapshot",
    "loading is snapshot and tail, in order": "faults/test_rules.py::"
    "test_loading_is_the_snapshot_and_then_the_tail_in_order",
    "the kept Doc goes after a failed commit": "faults/test_rules.py::"
    "test_after_a_failed_commit_nothing_builds_on_what_was_not_stored",
    "a panic fails nobody else in its batch": "faults/test_rules.py::"
    "test_a_panic_in_a_batch_fails_nobody_else",
    "256 kB, 2 MB, and no other schema": "faults/test_repeats.py::test_sizes_and_the_schema",
    "depth 50": "faults/test_rules_of_pages.py::"
    "test_a_text_of_5000_nested_quotes_is_shown_to_the_deepest",
    "a repeat has its number, other bytes are 409": "faults/test_repeats.py::"
    "test_a_repeat_gets_its_number_from_any_process",
    "a repeat at the same moment elsewhere": "faults/test_repeats.py::"
    "test_the_same_post_in_both_processes_at_once_is_one_line",
    "only writers send": "faults/test_rules_of_pages.py::test_only_who_may_write_sends",
    "a right is remembered for 5 s at most": "faults/test_rules_of_pages.py::"
    "test_who_was_removed_sends_nothing_more",
    "bytes and characters, one border": "faults/test_rules_of_pages.py::"
    "test_signs_of_many_bytes_at_every_border",
    "never str(fragment)": "faults/test_rules_of_pages.py::test_a_page_shows_signs_and_no_markup",
    "only from the allow-list": "faults/test_hostile.py::"
    "test_valid_updates_full_of_harm_are_shown_without_it",
    "no other root, nothing but elements in it": "faults/test_hostile.py::"
    "test_other_roots_and_other_kinds_are_refused",
    "rows stay, versions stay, restoring adds": "faults/test_rules_of_pages.py::"
    "test_what_is_stored_is_never_changed_or_deleted",
    "a row refuses to be changed": "faults/test_rules_of_pages.py::"
    "test_a_row_refuses_to_be_changed",
    "one post in flight, sealed, repeated": "faults/test_histories.py::"
    "test_several_people_several_tabs_and_a_bad_line",
    "a gap is answered with all that is lacking": "faults/test_histories.py::"
    "test_what_a_browser_lost_is_sent_again_as_a_whole",
    "a crash of the server loses nothing": "faults/test_kill.py::"
    "test_a_killed_server_has_all_that_it_acknowledged",
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_its_test(rule: str) -> None:
    path, name = RULES[rule].split("::")
    source = (PROJECT / "tests" / path).read_text()
    assert re.search(rf"^def {name}\(", source, re.MULTILINE), rule
