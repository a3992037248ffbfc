/** The file systems that Hadoop's client knows, as paths. */
@NullMarked
package dev.nextvec.internal.hadoop;

import org.jspecify.annotations.NullMarked;
