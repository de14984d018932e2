package dev.tidemark.benchmarks.system.broker;

/** Names of figures in the raw runs. */
final class Figures {

    /** User and system time of the broker's process, from the operating system, per million records of the load. */
    static final String CPU_PER_MILLION = "cpuSecondsPerMillion";
    /** Of that, what the JVM's compilers and collector took. */
    static final String JVM_PER_MILLION = "jvmSecondsPerMillion";
    static final String CPU_SECONDS = "cpuSeconds";
    static final String WALL_SECONDS = "wallSeconds";
    /** Up to the load: the start, and the topic. */
    static final String START_CPU_SECONDS = "startCpuSeconds";
    /** Until the broker says that it is ready. */
    static final String READY_SECONDS = "readySeconds";
    static final String RECORDS_PER_SECOND = "recordsPerSecond";
    /** How full the batches were: the load sends what has gathered, so a fast broker may get smaller ones. */
    static final String RECORDS_PER_BATCH = "recordsPerBatch";
    static final String P50_MICROS = "p50Micros";
    static final String P99_MICROS = "p99Micros";
    static final String BATCHES = "batches";
    static final String SYNCS = "syncs";
    static final String SYNCS_PER_THOUSAND = "syncsPerThousandBatches";
    static final String RSS_MIB = "rssMib";
    static final String PSS_MIB = "pssMib";
    /** Resident after the load. */
    static final String RSS_LOADED_MIB = "rssLoadedMib";

    private Figures() {}
}
