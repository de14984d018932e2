package dev.tidemark.client.admin;

import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest.WritableTxnMarker;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest.WritableTxnMarkerTopic;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends transactions in the place of their writers. Confined to its cluster's loop. */
final class TransactionAborts {

    private final Cluster cluster;
    private final TransactionQuestions questions;
    private final long timeoutMs;

    TransactionAborts(Cluster cluster, TransactionQuestions questions, long timeoutMs) {
        this.cluster = cluster;
        this.questions = questions;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Aborts the open transaction of an id and fences its writer, as a new producer of that id would: by InitProducerId, once. From then on only
     * looks, so that a transaction which a restarted writer begins meanwhile is left alone.
     *
     * @return TRANSACTIONAL_ID_NOT_FOUND; INVALID_TXN_STATE if there is nothing to abort
     */
    CompletableFuture<AdminOutcome> ofId(String id) {
        return questions.describe(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return outcome(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND, "no coordinator knows it");
            }
            TransactionDescription open = found.get();
            if (open.ending()) {
                return outcome(ErrorCode.INVALID_TXN_STATE, "it is ending already: " + open.state());
            }
            if (!open.state().equals("Ongoing")) {
                return outcome(ErrorCode.INVALID_TXN_STATE, "it is not open: " + open.state());
            }
            return takeOver(open).thenCompose(error -> error == ErrorCode.NONE ? ended(open)
                    : outcome(error, error.message()));
        });
    }

    private CompletableFuture<ErrorCode> takeOver(TransactionDescription open) {
        Coordinator coordinator = new Coordinator(cluster, Coordinator.Kind.TRANSACTION, open.transactionalId(),
                Lane.CONTROL);
        Call<InitProducerIdResponse> call = Call.of(ApiKey.INIT_PRODUCER_ID, InitProducerIdResponse.class, 0, 5,
                new InitProducerIdRequest(open.transactionalId(), open.timeoutMs(), -1, (short) -1));
        return Attempts.run(cluster, "Transaction " + open.transactionalId() + " cannot be aborted", timeoutMs,
                then -> coordinator.call(call, cluster.settings().requestTimeoutMs(),
                        reply -> then.accept(switch (reply) {
                            case Reply.Lost<InitProducerIdResponse>(Reply.Reason reason, String detail) ->
                                new Verdict.Again<>(detail);
                            case Reply.Answer<InitProducerIdResponse>(InitProducerIdResponse answer, short version) -> {
                                ErrorCode error = ErrorCode.of(answer.errorCode());
                                yield coordinator.movedOrLoading(error) ? new Verdict.Again<>(error.message())
                                        // the abort has begun
                                        : new Verdict.Settled<>(error == ErrorCode.CONCURRENT_TRANSACTIONS
                                                ? ErrorCode.NONE
                                                : error);
                            }
                        })));
    }

    /** Looks until every partition has its marker. */
    private CompletableFuture<AdminOutcome> ended(TransactionDescription open) {
        return Attempts.<Optional<TransactionDescription>>run(cluster,
                "The abort of transaction " + open.transactionalId() + " is not complete", timeoutMs,
                then -> look(open, then))
                .thenCompose(now -> now.isPresent() && now.get().state().equals("CompleteCommit")
                        && now.get().startMs() == open.startMs()
                                ? outcome(ErrorCode.INVALID_TXN_STATE, "its writer committed it meanwhile")
                                : outcome(ErrorCode.NONE, null));
    }

    private void look(TransactionDescription open, Consumer<Verdict<Optional<TransactionDescription>>> then) {
        CompletableFuture<Boolean> unused = questions.describe(open.transactionalId()).handle((now, failure) -> {
            if (now == null) {
                then.accept(new Verdict.Again<>(String.valueOf(failure)));
            } else if (now.isPresent() && now.get().ending()) {
                then.accept(new Verdict.Again<>("markers are on their way"));
            } else {
                then.accept(new Verdict.Settled<>(now));
            }
            return true;
        });
    }

    /**
     * Writes an abort marker into the one partition where a transaction hangs.
     *
     * @return TRANSACTION_COORDINATOR_FENCED, INVALID_PRODUCER_EPOCH if its producer has gone on since
     */
    CompletableFuture<AdminOutcome> hanging(OpenTransaction open) {
        TopicPartition where = open.partition();
        Call<WriteTxnMarkersResponse> call = Call.of(ApiKey.WRITE_TXN_MARKERS, WriteTxnMarkersResponse.class, 1, 2,
                new WriteTxnMarkersRequest(List.of(WritableTxnMarker.builder()
                        .producerId(open.producerId())
                        .producerEpoch(open.producerEpoch())
                        .coordinatorEpoch(Math.max(0, open.coordinatorEpoch()))
                        .topics(List.of(new WritableTxnMarkerTopic(where.topic(), List.of(where.partition()))))
                        .build())));
        return Attempts.run(cluster, "The transaction in " + where + " cannot be aborted", timeoutMs,
                then -> cluster.metadata().ask(Set.of(where.topic()), false, image -> {
                    int leader = image.leaderOf(where);
                    if (leader < 0) {
                        then.accept(new Verdict.Again<>("the partition has no leader"));
                        return;
                    }
                    cluster.call(leader, Lane.CONTROL, call, cluster.settings().requestTimeoutMs(),
                            reply -> then.accept(markerVerdict(reply)));
                }));
    }

    private static Verdict<AdminOutcome> markerVerdict(Reply<WriteTxnMarkersResponse> reply) {
        return switch (reply) {
            case Reply.Lost<WriteTxnMarkersResponse>(Reply.Reason reason, String detail) -> new Verdict.Again<>(detail);
            case Reply.Answer<WriteTxnMarkersResponse>(WriteTxnMarkersResponse answer, short version) -> {
                ErrorCode error = ErrorCode.of(answer.markers()
                        .getFirst()
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
                yield error.retriable() ? new Verdict.Again<>(error.message())
                        : new Verdict.Settled<>(new AdminOutcome(error, null));
            }
        };
    }

    private static CompletableFuture<AdminOutcome> outcome(ErrorCode error,
            @Nullable String message) {
        return CompletableFuture.completedFuture(new AdminOutcome(error, message));
    }
}
