package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DirtyKeysTest {

    @Test
    void the_last_offset_of_a_key_counts() {
        DirtyKeys keys = new DirtyKeys(64 * DirtyKeys.SLOT_BYTES);
        ByteBuffer data = CompactedLog.bytes("xxab");
        keys.put(data, 2, 1, 5);
        keys.put(data, 3, 1, 6);
        keys.put(data, 2, 1, 9);
        assertThat(keys.size()).isEqualTo(2);
        assertThat(keys.lastOffset(data, 2, 1)).isEqualTo(9);
        assertThat(keys.lastOffset(data, 3, 1)).isEqualTo(6);
        assertThat(keys.lastOffset(data, 0, 2)).isEqualTo(-1);
        assertThat(keys.lastOffset(data, 0, 0)).as("the empty key is a key").isEqualTo(-1);
    }

    @Test
    void a_full_table_finds_every_key_and_takes_no_more() {
        int slots = 1000;
        DirtyKeys keys = new DirtyKeys(slots * DirtyKeys.SLOT_BYTES);
        int fit = 0;
        while (keys.hasRoomFor(1)) {
            ByteBuffer key = ByteBuffer.allocate(4).putInt(0, fit);
            keys.put(key, 0, 4, fit++);
        }
        assertThat(fit).isEqualTo(750);
        for (int i = 0; i < fit; i++) {
            assertThat(keys.lastOffset(ByteBuffer.allocate(4).putInt(0, i), 0, 4)).isEqualTo(i);
        }
        ByteBuffer more = ByteBuffer.allocate(4).putInt(0, fit);
        assertThat(keys.lastOffset(more, 0, 4)).isEqualTo(-1);
        assertThatThrownBy(() -> keys.put(more, 0, 4, 7)).isInstanceOf(InvariantFailure.class);
    }
}
