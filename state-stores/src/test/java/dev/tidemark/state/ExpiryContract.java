package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stores with a time to live promise: 50 ms of event time here. */
interface ExpiryContract {

    TaskStoresContract at();

    @Test
    default void an_entry_expires_when_the_frontier_has_come_a_time_to_live_past_its_last_update() {
        at().freshStart();
        KeyValueStore<String, Tally> fading = store();
        fading.put("once", new Tally(1), 100);
        fading.put("twice", new Tally(2), 100);
        fading.put("twice", new Tally(3), 120);
        fading.put("late", new Tally(4), 120);
        fading.put("late", new Tally(5), 101);
        fading.bytes().advanceTo(149);
        assertThat(shown()).containsExactly("late=5", "once=1", "twice=3");
        fading.bytes().advanceTo(150);
        assertThat(shown()).containsExactly("late=5", "twice=3");
        assertThat(fading.get("once")).isNull();
        fading.bytes().advanceTo(140);
        assertThat(shown()).as("time does not go back").hasSize(2);
        fading.bytes().advanceTo(170);
        assertThat(shown()).isEmpty();
    }

    @Test
    default void an_update_that_is_too_old_makes_no_entry_and_changes_one_that_lives() {
        at().freshStart();
        KeyValueStore<String, Tally> fading = store();
        fading.put("lives", new Tally(1), 200);
        fading.bytes().advanceTo(240);
        fading.put("lives", new Tally(2), 50);
        fading.put("gone", new Tally(3), 190);
        fading.put("just lives", new Tally(4), 191);
        assertThat(shown()).containsExactly("just lives=4", "lives=2");
        fading.bytes().advanceTo(249);
        assertThat(shown()).as("still counted from 200").containsExactly("lives=2");
    }

    @Test
    default void expiry_falls_with_its_interval() {
        at().freshStart();
        store().put("a", new Tally(1), 100);
        at().sealAndCommit();
        store().bytes().advanceTo(150);
        assertThat(shown()).isEmpty();
        at().seal();
        at().abort();
        assertThat(shown()).containsExactly("a=1");
    }

    @Test
    default void a_crash_a_checkpoint_and_a_lost_disk_leave_the_same_entries() {
        for (int checkpointAfter = 0; checkpointAfter <= 3; checkpointAfter++) {
            for (boolean diskLost : new boolean[]{false, true}) {
                at().freshStart();
                for (int step = 1; step <= 3; step++) {
                    for (int i = 0; i < 20; i++) {
                        store().put("k" + i * step, new Tally(i), 10L * i + 20L * step);
                    }
                    store().bytes().advanceTo(80L * step);
                    at().sealAndCommit();
                    if (step == checkpointAfter) {
                        at().stores.checkpoint(CheckpointTrigger.AGE);
                    }
                }
                List<String> before = shown();
                assertThat(before).isNotEmpty();
                if (diskLost) {
                    at().logs.values().forEach(TestChangelog::compact);
                    at().stores.close(false);
                    at().loseDisk();
                }
                at().crash();
                assertThat(shown()).as("checkpoint after %d, disk lost: %s", checkpointAfter, diskLost)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    default void what_has_expired_leaves_the_changelog_by_and_by() {
        at().freshStart();
        for (int i = 0; i < 2_000; i++) {
            store().put("old" + i, new Tally(i), 100);
        }
        store().put("new", new Tally(1), 170);
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        store().bytes().advanceTo(160);
        at().sealAndCommit();
        long swept = tombstones();
        assertThat(swept).as("a part of them, at the first seal").isBetween(1L, 1_999L);
        for (int i = 0; i < 20; i++) {
            at().sealAndCommit();
        }
        assertThat(tombstones()).isEqualTo(2_000);
        assertThat(shown()).containsExactly("new=1");
        at().stores.checkpoint(CheckpointTrigger.AGE);
        at().loseDisk();
        at().crash();
        assertThat(shown()).containsExactly("new=1");
    }

    @Test
    default void an_update_without_a_time_is_refused() {
        at().freshStart();
        assertThatThrownBy(() -> store().put("a", new Tally(1))).isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("store fading has a time to live");
    }

    private long tombstones() {
        return at().logs.get(TaskStoresStage.FADING).committed.values()
                .stream()
                .filter(record -> record.value() == null)
                .count();
    }

    private KeyValueStore<String, Tally> store() {
        return at().stores.keyValue(TaskStoresStage.FADING);
    }

    private List<String> shown() {
        List<String> shown = new ArrayList<>();
        store().all(ScanOrder.FORWARD, 10_000, (key, value) -> shown.add(key + "=" + value));
        return shown;
    }
}
