/** What exported models say, as records. */
package org.outeffhop.inference.result;
