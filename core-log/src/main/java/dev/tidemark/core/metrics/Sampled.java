package dev.tidemark.core.metrics;

/** Numbers that are worked out when somebody looks, because which there are changes: one per partition, one per state. */
@FunctionalInterface
public interface Sampled {

    /** Tells all of them; called from any thread. */
    void tell(Out out);

    /** Where they go. */
    @FunctionalInterface
    interface Out {
        /** @param labels alternating names and values */
        void sample(String name, long value, String... labels);
    }
}
