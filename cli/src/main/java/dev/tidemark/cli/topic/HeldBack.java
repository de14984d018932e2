package dev.tidemark.cli.topic;

import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.admin.TransactionDescription;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Why readers of committed data get no further in a partition: an open transaction, in words. Pure. */
final class HeldBack {

    /** The columns of {@link #row}, in order: also the names in JSON. */
    static final List<String> COLUMNS = List.of("partition", "start_offset", "transactional_id", "state", "producer_id",
            "producer_epoch", "writer", "since_ms", "age", "remedy");

    private HeldBack() {}

    /** One value per column. */
    static @Nullable Object[] row(OpenTransaction open, long nowMs) {
        TransactionDescription known = open.known();
        return new @Nullable Object[]{open.partition().partition(), open.startOffset(),
                known == null ? null : known.transactionalId(), state(open), open.producerId(), open.producerEpoch(),
                writer(open), open.sinceMs(), age(nowMs - open.sinceMs()), remedy(open)};
    }

    /** The row by its columns' names. */
    static Map<String, @Nullable Object> object(OpenTransaction open, long nowMs) {
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
        TransactionDescription known = open.known();
        if (known == null || known.clientHost() == null) {
            return "producer id " + open.producerId();
        }
        return (known.clientId() == null ? "" : known.clientId() + " ") + "at " + known.clientHost().replace("/", "");
    }

    private static String remedy(OpenTransaction open) {
        TransactionDescription known = open.known();
        if (known == null || open.hanging()) {
            return "abort it: kafka-transactions.sh --bootstrap-server HOST:PORT abort --topic "
                    + open.partition().topic() + " --partition " + open.partition().partition() + " --start-offset "
                    + open.startOffset();
        }
        if (known.ending()) {
            return "none: it is ending";
        }
        return "end it in its writer, or wait: it is aborted " + age(known.timeoutMs())
                + " after it began (transaction.timeout.ms)";
    }

    /** To the second, as people say it: {@code 2 h 5 s}. */
    static String age(long ms) {
        Duration age = Duration.ofMillis(Math.max(0, ms));
        StringJoiner text = new StringJoiner(" ");
        text.setEmptyValue("0 s");
        unit(text, age.toDays(), "d");
        unit(text, age.toHoursPart(), "h");
        unit(text, age.toMinutesPart(), "min");
        unit(text, age.toSecondsPart(), "s");
        return text.toString();
    }

    private static void unit(StringJoiner text, long count, String unit) {
        if (count > 0) {
            text.add(count + " " + unit);
        }
    }
}
