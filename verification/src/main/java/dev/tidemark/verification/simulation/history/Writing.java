package dev.tidemark.verification.simulation.history;

/** What puts records into logs. */
public sealed interface Writing extends Operation permits Append, Transaction {}
