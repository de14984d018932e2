package dev.tidemark.benchmarks.system.streams;

/** The parts of the budget per counted record, and those that its last one, the rest, is made of. */
enum Part {
    DECODE("decode"),
    STATE("lookup and update"),
    OUTPUT("changelog and output"),
    BROKER("broker"),
    NETWORK("rest: network and protocol"),
    RUNTIME("rest: commit, scheduling, other"),
    JVM("rest: compiler, collector, JVM");

    private final String label;

    Part(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
