package dev.tidemark.verification.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.ThreadMXBean;
import dev.tidemark.broker.request.Route;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MalformedMessage;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsRequest.CreatableTopic;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import dev.tidemark.protocol.message.FetchRequest.FetchTopic;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.network.Stranger;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The production broker in a simulated world, under inputs that it did not ask for; confined to the thread of a test, on which all of it runs. So what
 * an input makes the broker allocate is what the thread allocates.
 *
 * <p>Each input comes over a connection of its own. It has to be answered, or its connection closed with a reason; a request that is whole and may wait
 * for others may be left waiting. Nothing is logged as an error, nothing breaks, memory is bounded and comes back, and others are served.
 */
final class FuzzedBroker implements AutoCloseable {

    /** What one input may make the broker allocate, and by how much more for each of its bytes. */
    static final long BYTES_PER_INPUT = 64 << 20;
    static final long BYTES_PER_BYTE = 16;

    /** What inputs are about. */
    static final List<String> TOPICS = List.of("fuzz-a", "fuzz-b");

    private static final String HEALTHY_TOPIC = "healthy";
    private static final int PRODUCE_VERSION = 9;
    private static final int FETCH_VERSION = 12;
    private static final int FETCH_BYTES_MAX = 1 << 20;
    private static final int WAIT_MS = 60_000;
    /** An answer to what needs no waiting is there by then. */
    private static final int SOON_MS = 50;
    /** Who has sent a part of a request is closed by then. */
    private static final int STALLED_MS = 33_000;
    /** Whatever waits, for members or for records, has been answered by then, and its memory is free. */
    private static final int ALL_OVER_MS = 40 * 60_000;
    private static final int HEX_BYTES_MAX = 600;
    private static final int CORRELATION_AT = 8;
    private static final Set<ApiKey> MAY_WAIT = EnumSet.of(ApiKey.FETCH, ApiKey.JOIN_GROUP, ApiKey.SYNC_GROUP);
    /** With acks=0 nothing is answered, and a refusal is the connection's end. */
    private static final ApiKey MAY_BE_SILENT = ApiKey.PRODUCE;
    /** What they do is as large as they say; how large that is, their handlers bound. */
    private static final Set<ApiKey> DO_AS_MUCH_AS_THEY_SAY = EnumSet.of(ApiKey.CREATE_TOPICS,
            ApiKey.CREATE_PARTITIONS);

    /** An input whose end is open. */
    private record Waiting(Stranger peer, byte[] input, String what) {}

    private final SimWorld world;
    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<ApiKey> answered = EnumSet.noneOf(ApiKey.class);
    private final Map<String, UUID> topicIds = new TreeMap<>();
    private long inputs;
    private long closed;
    private long allocatedMost;
    private int healthyRecords;
    private int bugsTold;

    FuzzedBroker(long seed) {
        world = new SimWorld(seed);
        log.start();
        root.addAppender(log);
        world.broker().start();
        check(world.runUntil(world.broker()::serving, WAIT_MS), "the broker serves");
        createTopics(List.of(HEALTHY_TOPIC));
        createTopics(TOPICS);
        serveAHealthyClient();
    }

    /** Those that are not there, or not any more. */
    private void createTopics(List<String> names) {
        List<CreatableTopic> wanted = names.stream()
                .map(name -> CreatableTopic.builder().name(name).numPartitions(2).replicationFactor((short) 1).build())
                .toList();
        CreateTopicsRequest request = new CreateTopicsRequest(wanted, WAIT_MS, false);
        for (var created : call(ApiKey.CREATE_TOPICS, 7, request, CreateTopicsResponse.class).topics()) {
            if (created.errorCode() == 0) {
                topicIds.put(created.name(), created.topicId());
            }
        }
    }

    /** What the broker serves. */
    List<Route<?>> routes() {
        return List.copyOf(world.broker().handlers().routes());
    }

    /** The id of one of the topics that inputs are about, by any number. */
    UUID topicId(int number) {
        return Objects.requireNonNull(topicIds.get(TOPICS.get(Math.floorMod(number, TOPICS.size()))));
    }

    /** What was wrong so far. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The APIs of which a request was answered. */
    Set<ApiKey> answered() {
        return Set.copyOf(answered);
    }

    /** How many connections the broker closed. */
    long closed() {
        return closed;
    }

    /** What the input that cost most made the broker allocate. */
    long allocatedMost() {
        return allocatedMost;
    }

    /** All that happened, in one number. */
    long hash() {
        return world.scheduler().hash();
    }

    // ---- inputs

    /** Sends bytes over a new connection, and judges what comes of them as far as it comes soon; null if the broker is gone. */
    @Nullable
    Stranger send(byte[] input, String what) {
        inputs++;
        if (!world.broker().serving()) {
            return null; // why is among the complaints
        }
        long refusedBefore = refused();
        long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
        Stranger peer = world.network().stranger(world.broker().endpoint());
        peer.send(input);
        world.runUntil(() -> peer.answered() || peer.closed(), SOON_MS);
        long allocated = thread.getCurrentThreadAllocatedBytes() - allocatedBefore;
        allocatedMost = Math.max(allocatedMost, allocated);
        if (allocated > BYTES_PER_INPUT + BYTES_PER_BYTE * input.length
                && !DO_AS_MUCH_AS_THEY_SAY.contains(api(input))) {
            complain(input, what, String.format(Locale.ROOT, "it cost %,d bytes of memory", allocated));
        }
        Waiting its = new Waiting(peer, input, what);
        if (!peer.answered() && !peer.closed()) {
            waiting.add(its);
        } else {
            judge(its, refused() > refusedBefore);
        }
        complainOfErrors(input, what);
        return peer;
    }

    /** Sends batches for a topic that there is, and judges what comes of them; what the partition was told, or null if it was told nothing. */
    @Nullable
    ErrorCode produce(ByteBuffer batches, String what) {
        Frame frame = Frame.of(ApiKey.PRODUCE, PRODUCE_VERSION, 1, produce(TOPICS.getFirst(), RecordBytes.of(batches)));
        Stranger peer = send(frame.bytes(), what);
        if (peer == null || !world.runUntil(peer::answered, WAIT_MS)) {
            complain(frame.bytes(), what, "it was not answered");
            return null;
        }
        return ErrorCode.of(answer(peer, PRODUCE_VERSION, ProduceResponse.class).responses()
                .getFirst()
                .partitionResponses()
                .getFirst()
                .errorCode());
    }

    /** Lets time pass until no input waits but such as may, and serves a healthy client. */
    void settle() {
        long refusedBefore = refused();
        world.runForMs(STALLED_MS);
        long reasons = refused() - refusedBefore;
        for (Waiting its : waiting) {
            if (its.peer.answered() || its.peer.closed()) {
                judge(its, reasons > 0);
                reasons -= its.peer.closed() ? 1 : 0;
            } else if (!whole(its.input) || (!MAY_WAIT.contains(api(its.input)) && api(its.input) != MAY_BE_SILENT)) {
                complain(its.input, its.what, "it was neither answered nor closed in " + STALLED_MS + " ms");
            }
            its.peer.close();
        }
        waiting.clear();
        if (serveAHealthyClient()) {
            createTopics(TOPICS);
        }
        complainOfErrors(new byte[0], "afterwards");
    }

    /** After the last input: what they held is free again. */
    void end() {
        settle();
        world.runForMs(ALL_OVER_MS);
        long held = world.broker().rules().memory().takenBytes();
        if (held != 0) {
            complaints.add("requests that are over hold " + held + " bytes");
        }
        serveAHealthyClient();
        complainOfErrors(new byte[0], "at the end");
    }

    @Override
    public void close() {
        root.detachAppender(log);
    }

    private void judge(Waiting its, boolean refusedWithReason) {
        if (its.peer.closed()) {
            closed++;
            if (!refusedWithReason && !its.peer.answered() && api(its.input) != MAY_BE_SILENT) {
                complain(its.input, its.what, "its connection was closed, and nobody said why");
            }
        }
        if (its.peer.answered()) {
            judgeAnswer(its);
            its.peer.close();
        }
    }

    /** The answer has to be one of the API and version that was asked, and to carry the request's number. */
    private void judgeAnswer(Waiting its) {
        ApiKey api = api(its.input);
        Route<?> route = api == null ? null : world.broker().handlers().route(api);
        if (route == null) {
            complain(its.input, its.what, "it was answered");
            return;
        }
        ByteBuffer request = ByteBuffer.wrap(its.input);
        short asked = request.getShort(CORRELATION_AT - Short.BYTES);
        short version = route.serves(asked) ? asked : 0;
        MessageCodec<? extends Response> codec = MessageCodecs.of(route.response());
        try {
            WireReader in = new WireReader(its.peer.answers().getFirst().duplicate());
            int number = HeaderCodec.readResponse(in, codec.flexibleResponseHeader(version)).correlationId();
            codec.read(in, version);
            in.expectEnd();
            if (number != request.getInt(CORRELATION_AT)) {
                complain(its.input, its.what, "its answer has number " + number);
            }
            answered.add(route.key());
        } catch (MalformedMessage malformed) {
            complain(its.input, its.what, "its answer is none: " + malformed.getMessage());
        }
    }

    private long refused() {
        return world.broker().rules().refusals().count();
    }

    private static @Nullable ApiKey api(byte[] input) {
        return input.length < CORRELATION_AT - Short.BYTES ? null
                : ApiKey.of(ByteBuffer.wrap(input).getShort(Integer.BYTES));
    }

    /** Whether the input is one frame, whole. */
    private static boolean whole(byte[] input) {
        return input.length > Integer.BYTES && ByteBuffer.wrap(input).getInt() == input.length - Integer.BYTES;
    }

    // ---- complaints

    private void complain(byte[] input, String what, String of) {
        String hex = HexFormat.of().formatHex(input, 0, Math.min(input.length, HEX_BYTES_MAX));
        complaints.add("input " + inputs + ", " + what + ", " + input.length + " bytes: " + of + "\n    " + hex);
    }

    private void complainOfErrors(byte[] input, String what) {
        for (ILoggingEvent event : log.list) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
                String trace = event.getThrowableProxy() == null ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy());
                complain(input, what, event.getFormattedMessage() + "\n" + trace);
            }
        }
        log.list.clear();
        if (world.bugs().size() > bugsTold) {
            complain(input, what, String.join("\n", world.bugs().subList(bugsTold, world.bugs().size())));
            bugsTold = world.bugs().size();
        }
    }

    // ---- healthy clients

    /** A record is written and read back; false if nobody is there. */
    private boolean serveAHealthyClient() {
        if (!world.broker().serving()) {
            complaints.add("the broker serves nobody after input " + inputs);
            return false;
        }
        RecordBatchBuilder builder = new RecordBatchBuilder(
                RecordBatchBuilder.sizeOfOne(-1, Integer.BYTES, Headers.none()));
        byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(healthyRecords).array();
        builder.append(world.broker().clock().wallMs(), null, value, Headers.none());
        ProduceRequest produce = produce(HEALTHY_TOPIC, RecordBytes.of(builder.finish(BatchStamp.plain())));
        var written = call(ApiKey.PRODUCE, PRODUCE_VERSION, produce, ProduceResponse.class).responses()
                .getFirst()
                .partitionResponses()
                .getFirst();
        FetchPartition from = FetchPartition.builder()
                .fetchOffset(healthyRecords)
                .partitionMaxBytes(FETCH_BYTES_MAX)
                .build();
        FetchRequest fetch = FetchRequest.builder()
                .topics(List.of(new FetchTopic(HEALTHY_TOPIC, new UUID(0, 0), List.of(from))))
                .build();
        var read = call(ApiKey.FETCH, FETCH_VERSION, fetch, FetchResponse.class).responses()
                .getFirst()
                .partitions()
                .getFirst();
        if (written.errorCode() != 0 || written.baseOffset() != healthyRecords || read.errorCode() != 0
                || read.highWatermark() != healthyRecords + 1) {
            complaints.add("after input " + inputs + " a healthy client is told " + written + " and " + read);
        }
        healthyRecords++;
        return true;
    }

    /** A Produce of these batches for the first partition of a topic. */
    private static ProduceRequest produce(String topic, RecordBytes batches) {
        return new ProduceRequest(null, (short) -1, WAIT_MS, List.of(new TopicProduceData(topic, new UUID(0, 0),
                List.of(new PartitionProduceData(0, batches)))));
    }

    private <Q extends Request, R extends Response> R call(ApiKey api, int version, Q request, Class<R> type) {
        Stranger peer = world.network().stranger(world.broker().endpoint());
        peer.send(Frame.of(api, version, 1, request).bytes());
        check(world.runUntil(peer::answered, WAIT_MS), api + " of a healthy client is answered");
        peer.close();
        return answer(peer, version, type);
    }

    private static <R extends Response> R answer(Stranger peer, int version, Class<R> type) {
        MessageCodec<R> codec = MessageCodecs.of(type);
        WireReader in = new WireReader(peer.answers().getFirst().duplicate());
        HeaderCodec.readResponse(in, codec.flexibleResponseHeader(version));
        return codec.read(in, (short) version);
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            complainOfErrors(new byte[0], what);
            throw new AssertionError("it does not hold that " + what + " after input " + inputs + "; " + complaints);
        }
    }
}
