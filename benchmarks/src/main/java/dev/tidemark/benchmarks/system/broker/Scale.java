package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.Arguments;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How much is done: what the command line says, else what the workload has as its own. */
final class Scale {

    static final Map<String, String> DEFAULTS = new TreeMap<>(Map.of("runs", "5", "variant", "", "records", "",
            "warmup", "", "seconds", "60", "warmup-seconds", "20", "settle-seconds", "30", "size-mib", "5120"));

    private final Arguments arguments;

    Scale(Arguments arguments) {
        this.arguments = arguments;
    }

    int runs() {
        return arguments.count("runs");
    }

    /** The only variant to run; null for all. */
    @Nullable
    String variant() {
        return arguments.text("variant");
    }

    /** Records that are measured. */
    int records(int own) {
        return arguments.text("records") == null ? own : arguments.count("records");
    }

    /** Records before those, in the same process. */
    int warmup(int own) {
        return arguments.text("warmup") == null ? own : arguments.count("warmup");
    }

    int seconds() {
        return arguments.count("seconds");
    }

    int warmupSeconds() {
        return arguments.count("warmup-seconds");
    }

    int settleSeconds() {
        return arguments.count("settle-seconds");
    }

    int sizeMib() {
        return arguments.count("size-mib");
    }
}
