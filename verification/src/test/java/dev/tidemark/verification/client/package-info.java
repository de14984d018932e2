/** The client of this repository against its broker, over connections that break and in one process. Tests only. */
package dev.tidemark.verification.client;
