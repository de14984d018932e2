/** One broker with very many partitions or connections, in a process of its own with little memory. */
package dev.tidemark.verification.scale;
