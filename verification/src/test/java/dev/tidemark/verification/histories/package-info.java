/**
 * List-append transactions and plain records through stock clients and ours against a broker in a process of its own, killed and paused
 * while they work. What the clients saw is taken down as a history, and the checkers of the simulation judge it. Part of {@code -Pci}.
 */
package dev.tidemark.verification.histories;
