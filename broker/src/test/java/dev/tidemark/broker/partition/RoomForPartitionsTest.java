package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Topics whose files a full disk had no room for: they are there for the cluster, and are served as soon as there is room. */
class RoomForPartitionsTest {

    private static final int LONGER_THAN_A_RETRY_MS = 1_100;

    private final PartitionRig rig = new PartitionRig();

    private void noRoom() {
        rig.disk.capacityBytes(rig.disk.usedBytes());
    }

    private void roomAgain() {
        rig.disk.capacityBytes(Long.MAX_VALUE);
    }

    private void aRetryLater() {
        rig.loop.advanceMs(LONGER_THAN_A_RETRY_MS);
        rig.settle();
    }

    @Test
    void a_partition_without_room_is_served_once_there_is_some() {
        noRoom();
        UUID id = rig.create("t", 2, Map.of());
        aRetryLater();
        assertThat(rig.partition("t", 0)).isNull();
        roomAgain();
        aRetryLater();
        assertThat(rig.partition("t", 0).topicId()).isEqualTo(id);
        assertThat(rig.partition("t", 1).ready()).isTrue();
    }

    @Test
    void one_that_was_deleted_meanwhile_is_not_made_and_the_next_of_its_name_is() {
        noRoom();
        rig.create("t", 1, Map.of());
        rig.delete("t");
        roomAgain();
        aRetryLater();
        assertThat(rig.partition("t", 0)).isNull();

        noRoom();
        rig.create("t", 1, Map.of());
        rig.delete("t");
        UUID next = rig.create("t", 1, Map.of());
        roomAgain();
        aRetryLater();
        assertThat(rig.partition("t", 0).topicId()).isEqualTo(next);
    }
}
