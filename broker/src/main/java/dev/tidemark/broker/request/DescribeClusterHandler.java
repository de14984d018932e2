package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.BrokerImage;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeClusterRequest;
import dev.tidemark.protocol.message.DescribeClusterResponse;
import dev.tidemark.protocol.message.DescribeClusterResponse.DescribeClusterBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** DescribeCluster, versions 0-2. Endpoint type 1 asks for brokers; 2, for controllers, belongs on a controller's own listener (KIP-919). */
public final class DescribeClusterHandler implements RequestHandler<DescribeClusterRequest, DescribeClusterResponse> {

    private static final byte BROKERS = 1;

    private final ClusterImages images;
    private final String clusterId;
    private final String listener;

    /** @param listener by whose addresses brokers are told: clients reach this handler through it */
    public DescribeClusterHandler(ClusterImages images, String clusterId, String listener) {
        this.images = images;
        this.clusterId = clusterId;
        this.listener = listener;
    }

    @Override
    public CompletionStage<DescribeClusterResponse> handle(RequestContext context, DescribeClusterRequest request) {
        DescribeClusterResponse.Builder answer = DescribeClusterResponse.builder()
                .clusterId(clusterId)
                .endpointType(request.endpointType());
        if (context.apiVersion() >= 1 && request.endpointType() != BROKERS) {
            ErrorCode error = request.endpointType() == 2 ? ErrorCode.MISMATCHED_ENDPOINT_TYPE
                    : ErrorCode.UNSUPPORTED_ENDPOINT_TYPE;
            answer.errorCode(error.code()).errorMessage("this listener describes brokers (endpoint type 1)");
            return CompletableFuture.completedFuture(answer.build());
        }
        ClusterImage image = images.current();
        List<DescribeClusterBroker> brokers = new ArrayList<>();
        for (BrokerImage broker : image.brokers().values()) {
            Endpoint endpoint = broker.endpoint(listener);
            if (endpoint != null) {
                brokers.add(new DescribeClusterBroker(broker.nodeId(), endpoint.host(), endpoint.port(), broker.rack(),
                        false));
            }
        }
        int operations = request.includeClusterAuthorizedOperations() ? AuthorizedOperations.CLUSTER
                : AuthorizedOperations.NOT_ASKED;
        return CompletableFuture.completedFuture(
                answer.controllerId(image.controllerId())
                        .brokers(brokers)
                        .clusterAuthorizedOperations(operations)
                        .build());
    }
}
