package dev.tidemark.cli.txn;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.admin.TransactionDescription;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark txn describe}: a row per partition of the transaction, or one row if it has none. */
@Command(name = "describe", description = "Show what a transactional id is doing, and where.", mixinStandardHelpOptions = true)
final class TxnDescribe implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of("transactional_id", "state", "producer_id", "producer_epoch",
            "timeout_ms", "since_ms", "age", "writer", "topic", "partition", "start_offset", "last_write_ms");

    private final CliContext context;
    private final Clock clock = Clock.system();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "ID", description = "The transactional id.")
    private String id = "";

    TxnDescribe(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context);
                Results results = output.open(context.terminal(), COLUMNS)) {
            TransactionDescription known = ClusterClient.await(client.admin().describeTransaction(id))
                    .orElseThrow(() -> unknown(id));
            TreeSet<TopicPartition> partitions = new TreeSet<>(known.partitions());
            if (partitions.isEmpty()) {
                results.row(row(known, null, null));
                return 0;
            }
            Map<TopicPartition, List<OpenTransaction>> open = ClusterClient
                    .await(client.admin().openTransactions(partitions));
            for (TopicPartition partition : partitions) {
                OpenTransaction here = open.getOrDefault(partition, List.of())
                        .stream()
                        .filter(transaction -> transaction.producerId() == known.producerId())
                        .findFirst()
                        .orElse(null);
                results.row(row(known, partition, here));
            }
        }
        return 0;
    }

    /** @param here what the partition has of it: null while nothing is written there, or once its marker is */
    private @Nullable Object[] row(TransactionDescription known, @Nullable TopicPartition partition,
            @Nullable OpenTransaction here) {
        boolean began = known.startMs() >= 0;
        return new @Nullable Object[]{known.transactionalId(), known.state(), known.producerId(), known.producerEpoch(),
                known.timeoutMs(), began ? known.startMs() : null,
                partition == null ? null : new Age(clock.wallMs() - known.startMs()).text(), HeldBack.writer(known),
                partition == null ? null : partition.topic(), partition == null ? null : partition.partition(),
                here == null ? null : here.startOffset(), here == null ? null : here.lastWriteMs()};
    }

    static TidemarkException unknown(String id) {
        return new TidemarkException(FailureCode.TRANSACTION_UNKNOWN, "There is no transactional id '" + id + "'",
                "transactional id " + id, "no producer used it within transactional.id.expiration.ms",
                "see the ids with: tidemark txn list");
    }
}
