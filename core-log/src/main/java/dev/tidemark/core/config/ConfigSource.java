package dev.tidemark.core.config;

/** Where a value comes from, nearest first. */
public enum ConfigSource {
    /** Set for this topic. */
    TOPIC,
    /** Set on the command line. */
    OVERRIDE,
    /** Set in the configuration file. */
    FILE,
    /** Set by the program that started the broker or client. */
    PROGRAM,
    /** Nobody set it. */
    DEFAULT
}
