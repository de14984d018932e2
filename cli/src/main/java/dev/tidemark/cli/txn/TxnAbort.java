package dev.tidemark.cli.txn;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.client.admin.AdminOutcome;
import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark txn abort}: of an id, or of a transaction that hangs in one partition. */
@Command(name = "abort", description = {"Abort the open transaction of an id and fence its writer;",
        "or with --topic, --partition and --start-offset one that hangs there."}, mixinStandardHelpOptions = true)
final class TxnAbort implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The transactional id.")
    private @Nullable String id;

    @Option(names = "--topic", paramLabel = "NAME", description = "Where it hangs.")
    private @Nullable String topic;

    @Option(names = "--partition", paramLabel = "N", description = "Where it hangs.")
    private @Nullable Integer partition;

    @Option(names = "--start-offset", paramLabel = "OFFSET", description = "Of its first record there, as txn list --hanging shows it.")
    private @Nullable Long startOffset;

    TxnAbort(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        boolean nowhere = topic == null && partition == null && startOffset == null;
        if (id != null && nowhere) {
            abort(id);
        } else if (id == null && topic != null && partition != null && startOffset != null) {
            abort(new TopicPartition(topic, partition), startOffset);
        } else {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "It is not clear which transaction to abort",
                    "tidemark txn abort", "either an id is needed, or all of --topic, --partition and --start-offset",
                    "tidemark txn abort ID; or take the command that txn list --hanging shows");
        }
        return 0;
    }

    private void abort(String transactionalId) {
        try (ClusterClient client = cluster.open(context)) {
            AdminOutcome outcome = ClusterClient.await(client.admin().abortTransaction(transactionalId));
            if (outcome.error() == ErrorCode.TRANSACTIONAL_ID_NOT_FOUND) {
                throw TxnDescribe.unknown(transactionalId);
            }
            if (outcome.error() == ErrorCode.INVALID_TXN_STATE) {
                throw new TidemarkException(FailureCode.TRANSACTION_NOT_OPEN,
                        "Transaction '" + transactionalId + "' cannot be aborted",
                        "transactional id " + transactionalId, String.valueOf(outcome.message()),
                        "nothing is to be done; see what it is doing with: tidemark txn describe " + transactionalId);
            }
            outcome.orThrow("Transaction '" + transactionalId + "' cannot be aborted",
                    "transactional id " + transactionalId);
            context.terminal()
                    .err()
                    .println("Aborted the transaction of " + transactionalId + "; its writer is fenced.");
        }
    }

    private void abort(TopicPartition where, long start) {
        try (ClusterClient client = cluster.open(context)) {
            MetadataImage.Topic known = client.topic(where.topic());
            if (where.partition() < 0 || where.partition() >= known.partitions().size()) {
                throw new TidemarkException(FailureCode.TOPIC_UNKNOWN, "There is no partition " + where,
                        "topic " + where.topic(), "it has " + known.partitions().size() + " partitions, from 0 on",
                        "see them with: tidemark topic describe " + where.topic());
            }
            OpenTransaction open = ClusterClient.await(client.admin().openTransactions(List.of(where)))
                    .getOrDefault(where, List.of())
                    .stream()
                    .filter(transaction -> transaction.startOffset() == start)
                    .findFirst()
                    .orElseThrow(() -> notOpen(where, start, "no transaction is open there from this offset on",
                            "see what is open with: tidemark topic describe " + where.topic()));
            if (!open.hanging()) {
                String owner = open.known() == null ? "" : open.known().transactionalId();
                throw notOpen(where, start, "it does not hang: its coordinator will end it",
                        "abort it everywhere with: tidemark txn abort " + owner);
            }
            ClusterClient.await(client.admin().abortHanging(open))
                    .orThrow("The transaction in " + where + " cannot be aborted", where + ", offset " + start);
            context.terminal().err().println("Aborted the transaction in " + where + " from offset " + start + " on.");
        }
    }

    private static TidemarkException notOpen(TopicPartition where, long start, String why, String remedy) {
        return new TidemarkException(FailureCode.TRANSACTION_NOT_OPEN, "The transaction cannot be aborted",
                where + ", offset " + start, why, remedy);
    }
}
