package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Requests that come in pieces of any size, and what they hold meanwhile. */
class GrowingFrameTest {

    private static final int KILOBYTE = 1_024;
    private static final int MEGABYTE = 1 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final RequestMemory memory = new RequestMemory(64 * MEGABYTE);
    private final ConnectionFlow flow = new ConnectionFlow(new EmbeddedChannel(), 1, memory);
    private final GrowingFrame frame = new GrowingFrame(flow);

    @Test
    void requests_of_any_size_in_pieces_of_any_size_are_what_was_sent_and_hold_at_most_twice_what_has_come() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = random.nextInt(1, 1 << random.nextInt(1, 21));
            byte[] sent = new byte[size];
            random.nextBytes(sent);
            int pieceMax = random.nextInt(1, 1 << random.nextInt(2, 18));
            frame.begin(size);
            ByteBuffer whole = null;
            for (int at = 0; at < size;) {
                assertThat(whole).as("seed %d: not before its end", seed).isNull();
                int count = Math.min(size - at, random.nextInt(1, pieceMax + 1));
                whole = send(Arrays.copyOfRange(sent, at, at + count));
                at += count;
                assertThat(memory.takenBytes()).as("seed %d", seed).isLessThanOrEqualTo(Math.max(KILOBYTE, 2L * at));
            }
            assertThat(whole).as("seed %d", seed).isEqualTo(ByteBuffer.wrap(sent));
            assertThat(memory.takenBytes()).as("the caller has it").isEqualTo(size);
            flow.giveMemory(size);
            assertThat(allocator.metric().usedDirectMemory()).as("pieces are released").isZero();
        }
    }

    @Test
    void the_first_half_costs_the_heap_nothing() {
        frame.begin(8 * MEGABYTE);
        assertThat(send(new byte[4 * MEGABYTE - 1])).isNull();
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(4 * MEGABYTE);
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(memory.takenBytes()).isEqualTo(4 * MEGABYTE);
        assertThat(send(new byte[1])).isNull();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(memory.takenBytes()).isEqualTo(8 * MEGABYTE);
    }

    @Test
    void the_greatest_promise_there_is_costs_a_kilobyte() {
        frame.begin(Integer.MAX_VALUE);
        assertThat(send(new byte[100])).isNull();
        assertThat(memory.takenBytes()).isEqualTo(KILOBYTE);
    }

    @Test
    void what_is_dropped_half_way_is_given_back() {
        frame.begin(MEGABYTE);
        send(new byte[300_000]);
        frame.drop();
        assertThat(memory.takenBytes()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();

        GrowingFrame another = new GrowingFrame(flow);
        another.begin(MEGABYTE);
        assertThat(send(another, new byte[600_000])).isNull();
        another.drop();
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void bytes_that_find_no_memory_stay_where_they_are() {
        RequestMemory.Share beyond = memory.share(() -> {});
        RequestMemory.Share others = memory.share(() -> {});
        assertThat(others.take(48 * MEGABYTE - 100_000, false)).isTrue();
        assertThat(beyond.take(MEGABYTE, false)).isTrue();
        frame.begin(MEGABYTE);
        ByteBuf input = bytes(new byte[200_000]);
        assertThat(frame.add(input)).isNull();
        assertThat(flow.open()).as("the connection waits").isFalse();
        assertThat(frame.filled()).isEqualTo(65_536);
        assertThat(input.readableBytes()).isEqualTo(200_000 - 65_536);
        others.give(48 * MEGABYTE - 100_000);
        assertThat(frame.add(input)).isNull();
        assertThat(input.isReadable()).isFalse();
        input.release();
    }

    private ByteBuffer send(byte[] sent) {
        return send(frame, sent);
    }

    private ByteBuffer send(GrowingFrame to, byte[] sent) {
        ByteBuf input = bytes(sent);
        ByteBuffer whole = to.add(input);
        assertThat(input.isReadable()).isFalse();
        input.release();
        return whole;
    }

    private ByteBuf bytes(byte[] sent) {
        return allocator.heapBuffer(sent.length).writeBytes(sent);
    }
}
