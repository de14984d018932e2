package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What versioned stores promise; the history here is 60 ms of event time. */
interface VersionContract {

    TaskStoresContract at();

    @Test
    default void a_value_is_valid_from_its_time_until_the_next_ones_in_whatever_order_they_come() {
        at().freshStart();
        VersionedStore<String, Tally> prices = store();
        prices.put("k", new Tally(1), 10);
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        prices.put("k", new Tally(3), 30);
        at().sealAndCommit();
        prices.put("k", new Tally(2), 20);
        at().seal();
        prices.delete("k", 40);
        assertThat(prices.get("k")).isNull();
        assertThat(prices.get("k", 9)).isNull();
        assertThat(prices.get("k", 10).count).isEqualTo(1);
        assertThat(prices.get("k", 19).count).isEqualTo(1);
        assertThat(prices.get("k", 25).count).isEqualTo(2);
        assertThat(prices.get("k", 39).count).isEqualTo(3);
        assertThat(prices.get("k", 40)).isNull();
        assertThat(versions("k", 15, 41, ScanOrder.FORWARD)).containsExactly("10=1", "20=2", "30=3", "40=null");
        assertThat(versions("k", 20, 40, ScanOrder.REVERSE)).containsExactly("30=3", "20=2");
        at().commit();
        prices.put("k", new Tally(4), 20);
        assertThat(prices.get("k", 25).count).as("in place of the one of its time").isEqualTo(4);
        at().stores.aborted();
        assertThat(prices.get("k", 25).count).isEqualTo(2);
        assertThat(prices.get("k", 40).count).as("the deletion fell, too").isEqualTo(3);
    }

    @Test
    default void the_history_keeps_what_was_valid_when_it_begins_and_refuses_what_is_older() {
        at().freshStart();
        VersionedStore<String, Tally> prices = store();
        prices.put("k", new Tally(1), 10);
        prices.put("k", new Tally(2), 20);
        prices.put("k", new Tally(3), 90);
        at().sealAndCommit();
        prices.bytes().advanceTo(110);
        assertThat(prices.bytes().historyFromMs()).isEqualTo(50);
        assertThat(prices.get("k", 50).count).isEqualTo(2);
        assertThat(prices.get("k", 49)).as("no longer known").isNull();
        assertThat(versions("k", 0, 200, ScanOrder.FORWARD)).containsExactly("20=2", "90=3");
        assertThat(prices.put("k", new Tally(9), 49)).isFalse();
        assertThat(prices.delete("k", 49)).isFalse();
        assertThat(prices.put("k", new Tally(4), 50)).isTrue();
        assertThat(versions("k", 0, 200, ScanOrder.REVERSE)).containsExactly("90=3", "50=4");
    }

    @Test
    default void versions_before_the_history_leave_the_changelog_and_change_nothing_that_shows() {
        at().freshStart();
        VersionedStore<String, Tally> prices = store();
        for (int i = 0; i < 300; i++) {
            prices.put("k" + i, new Tally(1), 10);
            prices.put("k" + i, new Tally(2), 20);
            prices.put("k" + i, new Tally(3), 30);
        }
        prices.put("deleted", new Tally(1), 10);
        prices.delete("deleted", 20);
        prices.put("again", new Tally(1), 10);
        prices.delete("again", 20);
        prices.put("again", new Tally(2), 95);
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        prices.bytes().advanceTo(100);
        for (int i = 0; i < 20; i++) {
            at().sealAndCommit();
        }
        TestChangelog log = at().logs.get(TaskStoresStage.VERSIONS);
        assertThat(log.committed.values().stream().filter(record -> record.value() == null)).as(
                "two of each key; value and deletion of what was deleted, and of what came again")
                .hasSize(2 * 300 + 2 + 2);
        log.compact();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        for (boolean diskLost : new boolean[]{false, true}) {
            assertThat(store().get("k7", 40).count).isEqualTo(3);
            assertThat(versions("k7", 0, 200, ScanOrder.FORWARD)).containsExactly("30=3");
            assertThat(store().get("deleted")).isNull();
            assertThat(versions("again", 0, 200, ScanOrder.FORWARD)).containsExactly("95=2");
            assertThat(store().get("again", 94)).isNull();
            if (!diskLost) {
                at().stores.close(false);
                at().loseDisk();
                at().crash();
            }
        }
    }

    @Test
    default void a_key_that_looks_like_another_and_its_version_is_another_key() {
        at().freshStart();
        VersionedValues<Tally> prices = store().bytes();
        ByteBuffer key = ByteBuffer.wrap(TaskStoresStage.bytes("a"));
        // As the version of 20 is written, and so between those of 30 and 10.
        ByteBuffer longer = ByteBuffer.allocate(9).put((byte) 'a').putLong(20 ^ Long.MAX_VALUE).flip();
        prices.put(key, new Tally(1), 10);
        prices.put(key, new Tally(3), 30);
        prices.put(longer, new Tally(7), 15);
        prices.delete(longer, 35);
        assertThat(prices.get(key, 25).count).isEqualTo(1);
        assertThat(prices.get(longer, 25).count).isEqualTo(7);
        prices.delete(key, 40);
        at().sealAndCommit();
        at().stores.checkpoint(CheckpointTrigger.AGE);
        prices.advanceTo(105);
        for (int i = 0; i < 5; i++) {
            at().sealAndCommit();
            at().stores.checkpoint(CheckpointTrigger.AGE);
            prices.advanceTo(105 + 40 * i);
        }
        assertThat(prices.get(key)).isNull();
        assertThat(prices.get(longer)).isNull();
        assertThat(prices.get(key, 300)).isNull();
    }

    private VersionedStore<String, Tally> store() {
        return at().stores.versioned(TaskStoresStage.VERSIONS);
    }

    private List<String> versions(String key, long fromMs, long toMs, ScanOrder order) {
        List<String> found = new ArrayList<>();
        store().versions(key, fromMs, toMs, order, (validFromMs, value) -> found.add(validFromMs + "=" + value));
        return found;
    }
}
