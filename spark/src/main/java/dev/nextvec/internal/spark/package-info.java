/** Work of Nextvec as tasks of an Apache Spark. */
@NullMarked
package dev.nextvec.internal.spark;

import org.jspecify.annotations.NullMarked;
