package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
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
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * A transactional producer that is nothing but its requests, one after another over one connection to a cluster of one broker: what a commit takes here is
 * what the broker and the loopback take. It speaks the second transaction protocol (KIP-890), in which a partition joins a transaction by its first write
 * and each end gives a new epoch. Used by one thread.
 */
final class WireProducer implements CommittingProducer {

    private static final int FIND_COORDINATOR = 4;
    private static final int INIT_PRODUCER_ID = 5;
    private static final int PRODUCE = 12;
    private static final int END_TXN = 5;
    private static final byte TRANSACTIONAL_IDS = 1;
    private static final short ALL_REPLICAS = -1;
    private static final int TIMEOUT_MS = 30_000;
    private static final int OVERHEAD_BYTES = 256;
    /** Until it is asked again whether the last transaction's markers are written. */
    private static final long TOO_EARLY_NANOS = 1_000_000;

    private final WireConnection connection;
    private final String topic;
    private final String transactionalId;
    private final int[] sequences;
    private final RecordBatchBuilder builder;
    private long producerId;
    private short epoch;

    /** @param spinning whether answers are awaited without letting go of the processor */
    WireProducer(String bootstrap, String topic, int partitions, int bytes, String transactionalId, boolean spinning)
            throws IOException {
        this.connection = new WireConnection(bootstrap, spinning);
        this.topic = topic;
        this.transactionalId = transactionalId;
        this.sequences = new int[partitions];
        this.builder = new RecordBatchBuilder(bytes + OVERHEAD_BYTES);
        // asked for, or Apache Kafka has no topic for its transactions
        until(new FindCoordinatorRequest("", TRANSACTIONAL_IDS, List.of(transactionalId)),
                FindCoordinatorResponse.class, FIND_COORDINATOR,
                response -> response.coordinators().getFirst().errorCode());
        InitProducerIdResponse identity = until(new InitProducerIdRequest(transactionalId,
                CommitLoad.TRANSACTION_TIMEOUT_MS, -1, (short) -1), InitProducerIdResponse.class, INIT_PRODUCER_ID,
                InitProducerIdResponse::errorCode);
        producerId = identity.producerId();
        epoch = identity.producerEpoch();
    }

    @Override
    public void send(int partition, byte[] value) throws IOException {
        builder.reset();
        builder.append(System.currentTimeMillis(), null, value, Headers.none());
        RecordBytes batch = RecordBytes.of(builder.finish(BatchStamp.transactional(producerId, epoch,
                sequences[partition])));
        until(new ProduceRequest(transactionalId, ALL_REPLICAS, TIMEOUT_MS, List.of(new TopicProduceData(topic,
                new UUID(0, 0), List.of(new PartitionProduceData(partition, batch))))), ProduceResponse.class, PRODUCE,
                response -> response.responses().getFirst().partitionResponses().getFirst().errorCode());
        sequences[partition]++;
    }

    @Override
    public void commit() throws IOException {
        EndTxnResponse ended = until(new EndTxnRequest(transactionalId, producerId, epoch, true),
                EndTxnResponse.class, END_TXN, EndTxnResponse::errorCode);
        if (ended.producerId() != producerId || ended.producerEpoch() != epoch) {
            Arrays.fill(sequences, 0);
        }
        producerId = ended.producerId();
        epoch = ended.producerEpoch();
    }

    /** Asks until the answer is not that it is too early; any other error ends the load. */
    private <R extends Response> R until(Request request, Class<R> type, int version, ToIntFunction<R> error)
            throws IOException {
        while (true) {
            R response = connection.call(request, type, version);
            ErrorCode code = ErrorCode.of((short) error.applyAsInt(response));
            if (code == ErrorCode.NONE) {
                return response;
            }
            if (!code.retriable()) {
                throw new IOException(request.getClass().getSimpleName() + " of " + transactionalId + " was refused: "
                        + code);
            }
            LockSupport.parkNanos(TOO_EARLY_NANOS);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
