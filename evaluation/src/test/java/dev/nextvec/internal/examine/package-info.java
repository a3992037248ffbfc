@NullMarked
package dev.nextvec.internal.examine;

import org.jspecify.annotations.NullMarked;
