package dev.tidemark.cli.cluster;

import dev.tidemark.cli.CliContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --bootstrap-server}: where the cluster is. A mixin of the client verbs. */
public final class ClusterOptions {

    private static final String DEFAULT = "127.0.0.1:9092";
    private static final String VARIABLE = "TIDEMARK_BOOTSTRAP";

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", description = "A broker of the cluster, or several separated by commas; else TIDEMARK_BOOTSTRAP, else 127.0.0.1:9092.")
    private @Nullable String bootstrap;

    /** A client of that cluster; the caller closes it. */
    public ClusterClient open(CliContext context) {
        return context.clusters().open(bootstrap(context));
    }

    /** The flag, else the environment, else this machine. */
    public String bootstrap(CliContext context) {
        if (bootstrap != null) {
            return bootstrap;
        }
        String variable = context.terminal().env().get(VARIABLE);
        return variable == null || variable.isBlank() ? DEFAULT : variable;
    }
}
