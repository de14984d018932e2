package dev.tidemark.cli;

import dev.tidemark.cli.cluster.ClusterOpener;
import dev.tidemark.cli.process.StopSignal;

/**
 * What commands are made with; tests give them something else than the machine's.
 *
 * @param terminal the streams
 * @param clusters how client verbs reach a cluster
 * @param stop what ends a command that serves until a signal
 */
public record CliContext(Terminal terminal, ClusterOpener clusters, StopSignal stop) {

    static CliContext system(Terminal terminal) {
        return new CliContext(terminal, ClusterOpener.overTcp(), StopSignal.ofProcess(terminal.err()));
    }
}
