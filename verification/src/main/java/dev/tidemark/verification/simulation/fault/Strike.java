package dev.tidemark.verification.simulation.fault;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import java.util.function.Consumer;

/**
 * One thing that breaks, or is mended, at one time.
 *
 * @param atMs virtual time since the plan began
 * @param what in words, for the report
 */
public record Strike(long atMs, String what, Consumer<SimWorld> effect) {

    @Override
    public String toString() {
        return atMs + " ms: " + what;
    }
}
