package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.RequestContext;
import dev.tidemark.broker.request.Route;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.PartitionLog;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.FetchResponse.FetchableTopicResponse;
import dev.tidemark.protocol.message.FetchResponse.PartitionData;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.storage.DiskStorage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fetch response is when it leaves for the socket: file regions for large slices, bytes for the rest. */
class FileRegionTest {

    private static final TopicPartition NAME = new TopicPartition("orders", 0);

    @TempDir
    private Path folder;
    private LogManager logs;
    private PartitionLog log;
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final List<Object> left = new ArrayList<>();

    @BeforeEach
    void open() {
        Config broker = Config.of(ConfigScope.BROKER, Map.of());
        LogConfig config = LogConfig.of(Config.ofTopic(broker, "orders", Map.of()));
        logs = LogManager.open(
                new LogManager.Settings(List.of(folder), 1, null, () -> new UUID(1, 1), 10, 1, 1_000),
                new LogManager.Seams(new DiskStorage(), Clock.system(), Runnable::run, Runnable::run,
                        (dir, cause) -> {}),
                topic -> config);
        log = logs.create(NAME, new UUID(2, 2), config);
        log.startLeaderEpoch(1);
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            byte[] value = new byte[10_000];
            random.nextBytes(value);
            RecordBatchBuilder builder = new RecordBatchBuilder(20_000);
            builder.append(1_000L + i, null, ByteBuffer.wrap(value), Headers.none());
            log.append(builder.finish(BatchStamp.plain()), AppendOrigin.CLIENT, 1);
        }
        log.advanceHighWatermark(log.logEndOffset());
    }

    @AfterEach
    void close() {
        channel.close();
        logs.close();
    }

    @Test
    void a_large_slice_leaves_as_a_file_region_and_arrives_byte_for_byte() throws IOException {
        LogSlice slice = read(0, 300_000);
        ByteBuffer expected = copy(slice.buffer());
        send(slice);
        assertThat(left).as("what stands before, the records, what stands behind").hasSize(3);
        assertThat(left.get(1)).isInstanceOf(FileRegion.class);
        assertThat(regions).isEqualTo(1);
        assertThat(received.responses().getFirst().partitions().getFirst().records().buffer()).isEqualTo(expected);
    }

    @Test
    void a_small_slice_leaves_as_a_copy() throws IOException {
        LogSlice slice = read(0, 30_000);
        ByteBuffer expected = copy(slice.buffer());
        send(slice);
        assertThat(regions).isZero();
        assertThat(received.responses().getFirst().partitions().getFirst().records().buffer()).isEqualTo(expected);
    }

    private int regions;
    private FetchResponse received;

    private LogSlice read(long offset, int bytesMax) {
        LogSlice slice = log.view().read(offset, bytesMax, log.highWatermark(), true);
        assertThat(slice).isNotNull();
        return slice;
    }

    private void send(LogSlice slice) throws IOException {
        short version = 12;
        FetchResponse response = FetchResponse.builder()
                .responses(List.of(new FetchableTopicResponse("orders", KafkaUuid.ZERO,
                        List.of(PartitionData.builder().records(slice).build()))))
                .build();
        Route<?> route = HandlerTable.builder()
                .add(FetchRequest.class, FetchResponse.class,
                        (context, request) -> CompletableFuture.completedFuture(response))
                .build(() -> new FeatureLevels(Map.of(), -1, Map.of()))
                .route(ApiKey.FETCH);
        RequestContext context = new RequestContext(version, 77, null, "/local", 1, false,
                new ManualLoop(new ManualClock(0)));
        Exchange exchange = new Exchange(route, context, FetchRequest.builder().build(), 0);
        ChannelHandlerContext ctx = channel.pipeline().lastContext();
        new ResponseEncoder().write(ctx, exchange, response);
        channel.flush();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WritableByteChannel target = Channels.newChannel(bytes);
        for (Object piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            left.add(piece);
            if (piece instanceof FileRegion region) {
                regions++;
                while (region.transferred() < region.count()) {
                    region.transferTo(target, region.transferred());
                }
                region.release();
            } else {
                ByteBuf buffer = (ByteBuf) piece;
                target.write(buffer.nioBuffer());
                buffer.release();
            }
        }
        WireReader reader = new WireReader(ByteBuffer.wrap(bytes.toByteArray()));
        assertThat(reader.readInt()).isEqualTo(bytes.size() - 4);
        assertThat(HeaderCodec.readResponse(reader, true).correlationId()).isEqualTo(77);
        received = MessageCodecs.of(FetchResponse.class).read(reader, version);
        reader.expectEnd();
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}
