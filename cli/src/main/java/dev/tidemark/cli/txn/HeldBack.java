package dev.tidemark.cli.txn;

import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.admin.TransactionDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why readers of committed data get no further in a partition: an open transaction, in words. Pure. */
public final class HeldBack {

    /** The columns of {@link #row}, in order: also the names in JSON. */
    public static final List<String> COLUMNS = List.of("partition", "start_offset", "transactional_id", "state",
            "producer_id",
            "producer_epoch", "writer", "since_ms", "age", "remedy");

    private HeldBack() {}

    /** One value per column. */
    public static @Nullable Object[] row(OpenTransaction open, long nowMs) {
        TransactionDescription known = open.known();
        return new @Nullable Object[]{open.partition().partition(), open.startOffset(),
                known == null ? null : known.transactionalId(), state(open), open.producerId(), open.producerEpoch(),
                writer(open), open.sinceMs(), age(nowMs - open.sinceMs()), remedy(open)};
    }

    /** The row by its columns' names. */
    public static Map<String, @Nullable Object> object(OpenTransaction open, long nowMs) {
        @Nullable
        Object[] row = row(open, nowMs);
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 1; i < row.length; i++) {
            object.put(COLUMNS.get(i), row[i]);
        }
        return object;
    }

    private static String state(OpenTransaction open) {
        TransactionDescription known = open.known();
        if (open.hanging()) {
            return known == null ? "hanging: no coordinator knows it" : "hanging: its coordinator has it for ended";
        }
        return known == null ? "" : known.state();
    }

    private static String writer(OpenTransaction open) {
        String heard = open.known() == null ? null : writer(open.known());
        return heard == null ? "producer id " + open.producerId() : heard;
    }

    /** Client id and address of whoever spoke for a transactional id, or null if nobody was heard. */
    static @Nullable String writer(TransactionDescription known) {
        String host = known.clientHost();
        if (host == null) {
            return null;
        }
        return (known.clientId() == null ? "" : known.clientId() + " ") + "at " + host.replace("/", "");
    }

    private static String remedy(OpenTransaction open) {
        TransactionDescription known = open.known();
        if (known == null || open.hanging()) {
            return "abort it: tidemark txn abort --topic " + open.partition().topic() + " --partition "
                    + open.partition().partition() + " --start-offset " + open.startOffset();
        }
        if (known.ending()) {
            return "none: it is ending";
        }
        return "end it in its writer, or wait: it is aborted " + age(known.timeoutMs())
                + " after it began (transaction.timeout.ms); at once by: tidemark txn abort "
                + known.transactionalId();
    }

    private static String age(long ms) {
        return new Age(ms).text();
    }
}
