package dev.tidemark.broker.request;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ListPartitionReassignmentsRequest;
import dev.tidemark.protocol.message.ListPartitionReassignmentsResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** ListPartitionReassignments 0 (KIP-455): with one node nothing ever moves. Topics that do not exist are left out, as in Kafka. */
final class ListPartitionReassignmentsHandler
        implements
        RequestHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> {

    @Override
    public CompletionStage<ListPartitionReassignmentsResponse> handle(RequestContext context,
            ListPartitionReassignmentsRequest request) {
        return CompletableFuture.completedFuture(
                new ListPartitionReassignmentsResponse(0, ErrorCode.NONE.code(), null, List.of()));
    }
}
