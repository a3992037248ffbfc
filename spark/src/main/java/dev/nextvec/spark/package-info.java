/** Nextvec's work on the machines of an Apache Spark. */
@NullMarked
package dev.nextvec.spark;

import org.jspecify.annotations.NullMarked;
