package dev.tidemark.core.config;

/** Where a value comes from, nearest first. */
public enum ConfigSource {
    /** Set for this topic. */
    TOPIC,
    /** Set for this group. */
    GROUP,
    /** Set at run time for this broker. */
    DYNAMIC_BROKER,
    /** Set at run time for all brokers. */
    DYNAMIC_DEFAULT,
    /** Set on the command line. */
    OVERRIDE,
    /** Set in the configuration file. */
    FILE,
    /** Set by the program that started the broker or client. */
    PROGRAM,
    /** Nobody set it. */
    DEFAULT
}
