package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.junit.jupiter.api.Test;

/** Variable-length numbers and strings at their edges. */
class WirePrimitivesTest {

    @Test
    void variable_length_numbers_are_kafkas() {
        for (int bit = 0; bit < 32; bit++) {
            for (int value : new int[]{1 << bit, (1 << bit) - 1, (1 << bit) + 1, -(1 << bit)}) {
                WireWriter out = WireWriter.allocate(WireWriter.unsignedVarintLength(value));
                out.writeUnsignedVarint(value);
                out.checkFull();
                ByteBuffer bytes = out.toBuffer();
                assertThat(ByteUtils.readUnsignedVarint(bytes.duplicate())).isEqualTo(value);
                assertThat(new WireReader(bytes).readUnsignedVarint()).isEqualTo(value);
            }
        }
    }

    @Test
    void string_lengths_are_those_of_the_bytes_that_get_written() {
        for (String text : new String[]{"", "plain", "é", "客户", "𝄞", "a𝄞b", "\ud834", "\udd1e", "\udd1e\ud834",
                "\ud834x", "\u07ff\u0800"}) {
            assertThat(WireWriter.utf8Length(text)).as(text).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void strings_read_alike_from_heap_and_direct_memory() {
        byte[] bytes = "客户端\u0080".getBytes(StandardCharsets.UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        assertThat(new WireReader(direct).readUtf8(bytes.length)).isEqualTo("客户端\u0080");
        ByteBuffer offset = ByteBuffer.allocate(bytes.length + 3).position(3).slice().put(bytes).flip();
        assertThat(new WireReader(offset).readUtf8(bytes.length)).isEqualTo("客户端\u0080");
    }

    @Test
    void bytes_that_are_not_utf8_read_as_the_replacement_character() {
        assertThat(new WireReader(ByteBuffer.wrap(new byte[]{'a', (byte) 0xff, 'b'})).readUtf8(3))
                .isEqualTo("a\ufffdb");
    }

    @Test
    void lengths_below_zero_are_malformed_and_move_nothing() {
        WireReader in = new WireReader(ByteBuffer.allocate(20));
        in.readInt();
        for (int length : new int[]{-1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> in.readBytes(length)).isInstanceOf(MalformedMessage.class);
            assertThatThrownBy(() -> in.readRecords(length)).isInstanceOf(MalformedMessage.class);
            assertThatThrownBy(() -> in.readUtf8(length)).isInstanceOf(MalformedMessage.class);
            assertThatThrownBy(() -> in.skip(length)).isInstanceOf(MalformedMessage.class);
        }
        assertThat(in.position()).isEqualTo(4);
    }

    @Test
    void positions_count_from_where_reading_began() {
        WireReader in = new WireReader(ByteBuffer.allocate(20).position(5));
        in.readInt();
        assertThat(in.position()).isEqualTo(4);
        assertThat(in.remaining()).isEqualTo(11);
    }
}
