package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.metadata.BrokerImage;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.FindCoordinatorResponse.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * FindCoordinator 0 to 6: one key up to version 3, then several (KIP-699). The answer waits until the coordinator has loaded
 * (and its topic is created, at the first question), so that a client's next request is not turned away; but not for long.
 */
final class FindCoordinatorHandler implements RequestHandler<FindCoordinatorRequest, FindCoordinatorResponse> {

    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final short SEVERAL_KEYS = 4;
    private static final long LOAD_WAIT_MS = 2_000;
    private static final int NO_NODE = -1;

    private final GroupCoordinator groups;
    private final TransactionCoordinator transactions;
    private final ClusterImages images;
    private final int nodeId;
    private final String listener;
    private final EventLoop controlLoop;
    private final EventLoop transactionLoop;

    FindCoordinatorHandler(GroupCoordinator groups, TransactionCoordinator transactions, ClusterImages images,
            int nodeId, String listener, EventLoop controlLoop, EventLoop transactionLoop) {
        this.groups = groups;
        this.transactions = transactions;
        this.images = images;
        this.nodeId = nodeId;
        this.listener = listener;
        this.controlLoop = controlLoop;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<FindCoordinatorResponse> handle(RequestContext context, FindCoordinatorRequest request) {
        boolean several = context.apiVersion() >= SEVERAL_KEYS;
        List<String> keys = several ? request.coordinatorKeys() : List.of(request.key());
        return controlLoop.ask(() -> findAll(request.keyType(), keys))
                .thenApply(found -> several ? answerAll(found) : answerOne(found.get(0)));
    }

    private CompletionStage<List<Coordinator>> findAll(byte keyType, List<String> keys) {
        List<CompletionStage<Coordinator>> each = new ArrayList<>(keys.size());
        keys.forEach(key -> each.add(find(keyType, key)));
        return Stages.all(each);
    }

    private CompletionStage<Coordinator> find(byte keyType, String key) {
        if (keyType != GROUP && keyType != TRANSACTION) {
            return CompletableFuture.completedFuture(refused(key, ErrorCode.INVALID_REQUEST));
        }
        if (keyType == TRANSACTION && key.isEmpty()) {
            return CompletableFuture.completedFuture(refused(key, ErrorCode.INVALID_REQUEST));
        }
        CompletionStage<Boolean> ready = keyType == GROUP ? groups.ready(key)
                : controlLoop.hear(transactionLoop.ask(() -> transactions.ready(key)));
        return orAfter(ready).thenApply(loaded -> loaded ? here(key)
                : refused(key, ErrorCode.COORDINATOR_NOT_AVAILABLE));
    }

    /** A load that takes long does not keep the connection: the coordinator itself says that it is loading. */
    private CompletionStage<Boolean> orAfter(CompletionStage<Boolean> ready) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        EventLoop.Scheduled timer = controlLoop.schedule(LOAD_WAIT_MS, () -> answer.complete(true));
        ready.whenComplete((loaded, failure) -> {
            timer.cancel();
            answer.complete(failure == null && loaded);
        });
        return answer;
    }

    private Coordinator here(String key) {
        ClusterImage image = images.current();
        BrokerImage broker = image.brokers().get(nodeId);
        Endpoint endpoint = broker == null ? null : broker.endpoint(listener);
        if (endpoint == null) {
            return refused(key, ErrorCode.COORDINATOR_NOT_AVAILABLE);
        }
        return new Coordinator(key, nodeId, endpoint.host(), endpoint.port(), ErrorCode.NONE.code(), null);
    }

    private static Coordinator refused(String key, ErrorCode error) {
        return new Coordinator(key, NO_NODE, "", -1, error.code(), error.message());
    }

    private static FindCoordinatorResponse answerOne(Coordinator found) {
        return FindCoordinatorResponse.builder()
                .errorCode(found.errorCode())
                .errorMessage(found.errorMessage())
                .nodeId(found.nodeId())
                .host(found.host())
                .port(found.port())
                .build();
    }

    private static FindCoordinatorResponse answerAll(List<Coordinator> found) {
        return FindCoordinatorResponse.builder().coordinators(found).build();
    }
}
