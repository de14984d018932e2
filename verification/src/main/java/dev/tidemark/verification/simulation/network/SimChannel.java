package dev.tidemark.verification.simulation.network;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated connection as a Netty channel, so that the production pipelines run upon it unchanged. Runs on its loop; bytes come from and go
 * to a {@link SimPipe} for each direction. It is open from the beginning: connecting is the network's affair.
 */
final class SimChannel extends AbstractChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final ChannelConfig config;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final SimPipe in;
    private final SimPipe out;
    private final Runnable onClose;
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private boolean open = true;
    private boolean readWanted;
    private boolean reading;
    private boolean ended;

    /**
     * @param in brings what the peer wrote
     * @param out takes what is written
     * @param onClose told when this end was closed
     */
    SimChannel(long id, InetSocketAddress local, InetSocketAddress remote, SimPipe in, SimPipe out,
            HeapAllocator allocator, Runnable onClose) {
        super(null, new Id(id));
        this.local = local;
        this.remote = remote;
        this.in = in;
        this.out = out;
        this.onClose = onClose;
        this.config = new DefaultChannelConfig(this);
        config.setAllocator(allocator);
        config.setWriteBufferWaterMark(WRITE_BUFFER);
    }

    /** Bytes have arrived; on the loop. */
    void arrived(byte[] bytes) {
        if (open) {
            inbox.add(bytes);
            readSoon();
        }
    }

    /** The peer sends nothing any more; on the loop. What came before is read first. */
    void ended() {
        ended = true;
        readSoon();
    }

    /** The connection is broken: what came and was not read is gone. On the loop. */
    void reset() {
        inbox.clear();
        ended();
    }

    /** There is room in the pipe again; on the loop. */
    void room() {
        if (open) {
            unsafe().flush();
        }
    }

    private void readSoon() {
        boolean bytes = readWanted && !inbox.isEmpty();
        boolean end = ended && inbox.isEmpty() && open; // noticed by whoever does not read as well
        if ((bytes || end) && !reading && isRegistered()) {
            reading = true;
            eventLoop().execute(this::read0);
        }
    }

    private void read0() {
        reading = false;
        if (!open) {
            return;
        }
        if (readWanted && !inbox.isEmpty()) {
            readWanted = false;
            byte[] bytes = inbox.remove();
            in.read(bytes.length);
            pipeline().fireChannelRead(Unpooled.wrappedBuffer(bytes));
            pipeline().fireChannelReadComplete();
        }
        if (ended && inbox.isEmpty() && open) {
            unsafe().close(voidPromise());
        } else {
            readSoon();
        }
    }

    @Override
    protected void doBeginRead() {
        readWanted = true;
        readSoon();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        for (Object message = in.current(); message != null; message = in.current()) {
            if (!out.hasRoom()) {
                out.wanted();
                return;
            }
            // files in memory have no channel, so that nothing leaves as a file region here
            ByteBuf buffer = (ByteBuf) message;
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            in.remove();
            out.write(bytes);
        }
    }

    @Override
    protected void doClose() {
        if (open) {
            open = false;
            inbox.clear();
            onClose.run();
        }
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("an end of a connection is bound to nothing");
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress,
                    ChannelPromise promise) {
                throw new UnsupportedOperationException("it is connected");
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof SimNettyLoop;
    }

    @Override
    protected SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    /** Channels are told apart by a number of the world's, where Netty would ask the machine. */
    private record Id(long number) implements ChannelId {

        @Override
        public String asShortText() {
            return Long.toString(number);
        }

        @Override
        public String asLongText() {
            return asShortText();
        }

        @Override
        public int compareTo(ChannelId other) {
            return Long.compare(number, ((Id) other).number);
        }
    }
}
