package dev.tidemark.broker.request;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.ProduceResponse.PartitionProduceResponse;
import dev.tidemark.protocol.message.ProduceResponse.TopicProduceResponse;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Produce, as long as the disk has room; otherwise every partition is refused with KAFKA_STORAGE_ERROR, which clients try again until their
 * delivery time-out, and a message that names the disk. Reads, metadata and retention go on.
 */
public final class DiskGuard implements RequestHandler<ProduceRequest, Response> {

    private final RequestHandler<ProduceRequest, Response> produce;
    private final Supplier<@Nullable String> problem;

    /** @param problem why nothing may be written now, or null; asked once a request, from any thread */
    public DiskGuard(RequestHandler<ProduceRequest, Response> produce, Supplier<@Nullable String> problem) {
        this.produce = produce;
        this.problem = problem;
    }

    @Override
    public CompletionStage<Response> handle(RequestContext context, ProduceRequest request) {
        String reason = problem.get();
        if (reason == null) {
            return produce.handle(context, request);
        }
        return CompletableFuture
                .completedFuture(request.acks() == 0 ? NoResponse.CLOSE_CONNECTION : refused(request, reason));
    }

    private static ProduceResponse refused(ProduceRequest request, String reason) {
        List<TopicProduceResponse> topics = new ArrayList<>();
        for (TopicProduceData topic : request.topicData()) {
            List<PartitionProduceResponse> partitions = new ArrayList<>();
            for (PartitionProduceData data : topic.partitionData()) {
                partitions.add(PartitionProduceResponse.builder()
                        .index(data.index())
                        .errorCode(ErrorCode.KAFKA_STORAGE_ERROR.code())
                        .baseOffset(-1)
                        .errorMessage(reason)
                        .build());
            }
            topics.add(new TopicProduceResponse(topic.name(), topic.topicId(), partitions));
        }
        return new ProduceResponse(topics, 0, List.of());
    }
}
