package dev.tidemark.verification.simulation.check;

/** One broken promise, in words that name operations, partitions, offsets and times. */
public record Violation(Kind kind, String words) {

    @Override
    public String toString() {
        return kind.invariant() + " " + kind + ": " + words;
    }
}
