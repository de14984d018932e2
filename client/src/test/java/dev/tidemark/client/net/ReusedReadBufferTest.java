package dev.tidemark.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // as in what is tested
class ReusedReadBufferTest {

    private final io.netty.channel.RecvByteBufAllocator.Handle reads = new ReusedReadBuffer().newHandle();

    private ByteBuf next() {
        return reads.allocate(UnpooledByteBufAllocator.DEFAULT);
    }

    @Test
    void a_read_that_was_handled_makes_room_for_the_next() {
        ByteBuf first = next().writeByte(1);
        byte[] array = first.array();
        first.release();
        ByteBuf second = next();
        assertThat(second.array()).isSameAs(array);
        assertThat(second.readableBytes()).isZero();
        assertThat(second.writableBytes()).isEqualTo(reads.guess());
        assertThat(second.isDirect()).as("the first one outside of the heap costs a start its time").isFalse();
    }

    @Test
    void what_somebody_keeps_stays_as_it_is() {
        ByteBuf kept = next().writeByte(1);
        ByteBuf second = next().writeByte(2);
        assertThat(kept.getByte(0)).isEqualTo((byte) 1);
        second.release();
        assertThat(next().array()).as("the new one is the channel's from then on").isSameAs(second.array());
    }
}
