package dev.tidemark.streams.runtime.restore;

import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One broker that is asked for offsets and answers when a test says so; a fetch waits for ever, and whatever else a client
 * needs is answered at once. Run by the test. Questions for offsets and fetches go into the story.
 */
public final class AskedBroker implements Transport {

    public static final Endpoint ADDRESS = new Endpoint("broker", 9092);

    private final EventLoop loop;
    private final List<String> story;
    private final ArrayDeque<Runnable> questions = new ArrayDeque<>();
    /** Committed positions by topic and partition, as {@code in-0}. */
    final Map<String, Long> committed = new HashMap<>();
    /** Log starts and ends by topic and partition; zero if absent. */
    final Map<String, Long> starts = new HashMap<>();
    final Map<String, Long> ends = new HashMap<>();
    ErrorCode offsetFetchError = ErrorCode.NONE;
    private int connections;

    /** @param story where questions and fetches are written down */
    public AskedBroker(EventLoop loop, List<String> story) {
        this.loop = loop;
        this.story = story;
    }

    /** Answers the question that has waited longest. */
    void answer() {
        questions.removeFirst().run();
    }

    /** How many connections have been asked for. */
    public int connections() {
        return connections;
    }

    int waiting() {
        return questions.size();
    }

    @Override
    public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop replies) {
        connections++;
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        loop.execute(() -> opened.complete(new Link()));
        return opened;
    }

    @Override
    public void close() {}

    private final class Link implements Connection {

        private boolean open = true;

        @Override
        public Endpoint endpoint() {
            return ADDRESS;
        }

        @Override
        public CompletionStage<Response> send(Request request, short version) {
            CompletableFuture<Response> answer = new CompletableFuture<>();
            switch (request) {
                case OffsetFetchRequest asked -> {
                    story.add("committed offsets" + (asked.requireStable() ? ", stable" : ""));
                    questions.add(() -> loop.execute(() -> answer.complete(positions(asked))));
                }
                case ListOffsetsRequest asked -> {
                    story.add(isolation(asked.isolationLevel()) + " " + text(asked));
                    questions.add(() -> loop.execute(() -> answer.complete(offsets(asked))));
                }
                case FetchRequest asked -> story.add("fetch " + isolation(asked.isolationLevel())); // nothing comes yet
                default -> loop.execute(() -> answer.complete(atOnce(request)));
            }
            return answer;
        }

        @Override
        public CompletionStage<Void> sendOneWay(Request request, short version) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean open() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private static String isolation(byte level) {
        return level == 0 ? "uncommitted" : "committed";
    }

    private static String text(ListOffsetsRequest asked) {
        List<String> partitions = new ArrayList<>();
        long timestamp = 0;
        for (ListOffsetsRequest.ListOffsetsTopic topic : asked.topics()) {
            for (ListOffsetsRequest.ListOffsetsPartition partition : topic.partitions()) {
                partitions.add(topic.name() + "-" + partition.partitionIndex());
                timestamp = partition.timestamp();
            }
        }
        return (timestamp == -1 ? "end" : timestamp == -2 ? "start" : "time " + timestamp) + " of " + partitions;
    }

    private Response positions(OffsetFetchRequest asked) {
        OffsetFetchRequest.OffsetFetchRequestGroup group = asked.groups().getFirst();
        List<OffsetFetchResponse.OffsetFetchResponseTopics> topics = new ArrayList<>();
        for (OffsetFetchRequest.OffsetFetchRequestTopics topic : group.topics()) {
            topics.add(new OffsetFetchResponse.OffsetFetchResponseTopics(topic.name(), KafkaUuid.ZERO,
                    topic.partitionIndexes()
                            .stream()
                            .map(index -> OffsetFetchResponse.OffsetFetchResponsePartitions.builder()
                                    .partitionIndex(index)
                                    .committedOffset(committed.getOrDefault(topic.name() + "-" + index, -1L))
                                    .metadata("")
                                    .errorCode(offsetFetchError.code())
                                    .build())
                            .toList()));
        }
        return new OffsetFetchResponse(0, List.of(), (short) 0,
                List.of(new OffsetFetchResponse.OffsetFetchResponseGroup(group.groupId(), topics, (short) 0)));
    }

    private Response offsets(ListOffsetsRequest asked) {
        List<ListOffsetsResponse.ListOffsetsTopicResponse> topics = new ArrayList<>();
        for (ListOffsetsRequest.ListOffsetsTopic topic : asked.topics()) {
            topics.add(new ListOffsetsResponse.ListOffsetsTopicResponse(topic.name(),
                    topic.partitions()
                            .stream()
                            .map(partition -> ListOffsetsResponse.ListOffsetsPartitionResponse.builder()
                                    .partitionIndex(partition.partitionIndex())
                                    .offset((partition.timestamp() == -1 ? ends : starts)
                                            .getOrDefault(topic.name() + "-" + partition.partitionIndex(), 0L))
                                    .build())
                            .toList()));
        }
        return new ListOffsetsResponse(0, topics);
    }

    private static Response atOnce(Request request) {
        return switch (request) {
            case ApiVersionsRequest _ -> versions();
            case MetadataRequest asked -> metadata(asked);
            case FindCoordinatorRequest asked -> FindCoordinatorResponse.builder()
                    .coordinators(asked.coordinatorKeys()
                            .stream()
                            .map(key -> new FindCoordinatorResponse.Coordinator(key, 1, ADDRESS.host(), ADDRESS.port(),
                                    (short) 0, null))
                            .toList())
                    .build();
            default -> throw new AssertionError("nobody asks this during a takeover: " + request);
        };
    }

    private static Response versions() {
        List<ApiVersionsResponse.ApiVersion> served = new ArrayList<>();
        for (Class<?> type : List.of(ApiVersionsRequest.class, MetadataRequest.class, FindCoordinatorRequest.class,
                ListOffsetsRequest.class, OffsetFetchRequest.class, FetchRequest.class)) {
            Api api = type.getAnnotation(Api.class);
            String[] range = api.versions().split("-");
            served.add(new ApiVersionsResponse.ApiVersion(api.key().id(), Short.parseShort(range[0]),
                    Short.parseShort(range[1])));
        }
        return ApiVersionsResponse.builder().apiKeys(served).build();
    }

    private static Response metadata(MetadataRequest asked) {
        List<MetadataResponse.MetadataResponseTopic> topics = new ArrayList<>();
        if (asked.topics() != null) {
            asked.topics()
                    .forEach(topic -> topics.add(MetadataResponse.MetadataResponseTopic.builder()
                            .name(topic.name())
                            .topicId(KafkaUuid.ZERO)
                            .partitions(List.of(MetadataResponse.MetadataResponsePartition.builder()
                                    .partitionIndex(0)
                                    .leaderId(1)
                                    .leaderEpoch(1)
                                    .replicaNodes(List.of(1))
                                    .isrNodes(List.of(1))
                                    .build()))
                            .build()));
        }
        return MetadataResponse.builder()
                .brokers(List.of(new MetadataResponse.MetadataResponseBroker(1, ADDRESS.host(), ADDRESS.port(), null)))
                .clusterId("asked")
                .controllerId(1)
                .topics(topics)
                .build();
    }
}
