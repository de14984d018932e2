/**
 * Requests that are nearly right, and batches that are larger inside than outside, sent to the production broker over its production pipeline in a
 * simulated world: {@link dev.tidemark.verification.fuzz.FuzzedBroker} judges what comes of each. One seed decides a run.
 */
package dev.tidemark.verification.fuzz;
