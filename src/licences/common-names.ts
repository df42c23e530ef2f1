/**
 * What people write for licences of the SPDX list, beside its identifiers and names: an expression, then the names that
 * mean it. Capitals, punctuation and the words "the", "license" and "version" do not count (`fold.ts`), nor does the
 * `.0` of a version. GNU licences stand in `gnu-names.ts`.
 *
 * A `?` marks names that leave something open, such as how many clauses a BSD licence has: what is said beside them
 * counts more. `LicenseRef-BSD` is not taken for one of the BSD licences, since they ask for different things.
 *
 * Sources: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/#license-short-name,
 * https://docs.fedoraproject.org/en-US/legal/allowed-licenses/ (legacy names), https://pypi.org/classifiers/,
 * https://metacpan.org/pod/CPAN::Meta::Spec#license, https://cran.r-project.org/doc/manuals/R-exts.html#Licensing,
 * https://opensource.org/licenses
 */
export const COMMON_NAMES = `
0BSD|BSD Zero Clause; Zero-Clause BSD; BSD 0-Clause; Free Public License 1.0.0
AFL-1.1|Academic Free 1.1
AFL-2.0|Academic Free 2.0
AFL-2.1|Academic Free 2.1; AFLv2.1
AFL-3.0|Academic Free 3.0; AFLv3.0; Academic Free License (AFL) 3.0
Apache-1.0|ASL 1.0; Apache Software 1.0
Apache-1.1|ASL 1.1; Apache Software 1.1
Apache-1.1|apache_1_1
Apache-2.0|Apache 2; Apache2; ASL 2.0; ASL2; AL 2.0; AL2; ALv2; Apache Software 2.0; Apache Public License 2.0
Apache-2.0|Apache 2.0 (ASL); Apache License 2.0 (Apache-2.0); Apache Software License 2.0 (ASL 2.0); Apache 2 style
Apache-2.0|Apache License, Version 2.0, January 2004; Apache License (>= 2.0); Apache License (== 2.0)
Apache-2.0|ASF 2.0; apache_2_0
Apache-2.0 WITH LLVM-exception|Apache-2-LLVM-exceptions; Apache-2.0-with-LLVM-exception
?Apache-2.0|Apache; Apache License; ASL; Apache Software License; Apache Software; Apache Software License (ASL); Apache Open Source
APSL-2.0|Apple Public Source License 2.0; APSLv2
?Artistic-1.0-Perl|Artistic
Artistic-1.0-Perl|Artistic 1; Artistic 1.0 (Perl); Artistic Perl
Artistic-2.0|Artistic 2; Artistic License 2.0 (Artistic-2.0); artistic_2
Artistic-1.0-Perl OR GPL-1.0-or-later|Perl; Perl 5; perl_5; Same as Perl; Same as Perl 5; Same terms as Perl; Same terms as Perl itself
Artistic-1.0-Perl OR GPL-1.0-or-later|GPL+ or Artistic; Artistic or GPL+; Perl License
Artistic-1.0-Perl OR GPL-1.0-or-later|Same terms as the Perl 5 programming language system itself; Same as Perl 5 itself
Beerware|Beer-ware; Beer-Ware License Revision 42; THE BEER-WARE LICENSE
BlueOak-1.0.0|Blue Oak Model 1.0.0; Blue Oak Model
BSD-1-Clause|BSD 1 Clause; 1-Clause BSD
BSD-2-Clause|BSD 2 Clause; BSD 2 Clauses; 2-Clause BSD; BSD-2; BSD2; BSD (2 clause); Simplified BSD; BSD Simplified; FreeBSD
BSD-2-Clause|Two-clause BSD; BSD two-clause; BSD 2-Clause "Simplified" License; BSD_2_clause + file; BSD 2 Clause + file
BSD-2-Clause|BSDL
BSD-3-Clause|BSD 3 Clause; BSD 3 Clauses; 3-Clause BSD; BSD-3; BSD3; BSD (3 clause); New BSD; BSD New; Modified BSD; BSD Modified
BSD-3-Clause|Revised BSD; BSD Revised; Three-clause BSD; BSD three-clause; New BSD 3-Clause; BSD 3-Clause New; 3-Clause BSD New
BSD-3-Clause|BSD_3_clause + file; BSD 3 Clause + file; BSD 3-Clause "New" or "Revised"; EDL 1.0; Eclipse Distribution License - v 1.0
BSD-3-Clause|Eclipse Distribution 1.0; New or Revised BSD; BSD-3-clause-GENERIC; BSD License 3
BSD-3-Clause|Go; Go License; HSQLDB; HSQLDB License, a BSD open source license
BSD-4-Clause|BSD 4 Clause; 4-Clause BSD; Original BSD; BSD Original; Old BSD; BSD with advertising; Four-clause BSD; BSD-4
?LicenseRef-BSD|BSD; BSD-like; BSD style; BSD-derived; Standard BSD; Berkeley; BSD-variant; BSD License (BSD)
BSL-1.0|Boost; Boost Software; Boost 1.0; BSL 1; Boost Software License 1.0 (BSL-1.0); Boost Software License, Version 1.0, August 17th, 2003
bzip2-1.0.6|bzip2; BZIP
CAL-1.0|Cryptographic Autonomy 1.0
CC-BY-3.0|Creative Commons Attribution 3.0; CC BY 3; Creative Commons BY 3.0; CC-BY-3.0-Unported
CC-BY-4.0|Creative Commons Attribution 4.0; CC BY 4; Creative Commons BY 4.0
CC-BY-SA-3.0|Creative Commons Attribution-ShareAlike 3.0; Creative Commons BY-SA 3.0; CC-BY-SA-3.0-Unported
CC-BY-SA-4.0|Creative Commons Attribution-ShareAlike 4.0; Creative Commons BY-SA 4.0
CC-BY-NC-4.0|Creative Commons Attribution-NonCommercial 4.0
CC-BY-NC-SA-4.0|Creative Commons Attribution-NonCommercial-ShareAlike 4.0
CC-BY-ND-4.0|Creative Commons Attribution-NoDerivs 4.0
CC0-1.0|CC0; CC0 1; CC0 1.0 Universal; CC0 1.0 Universal (CC0 1.0) Public Domain Dedication; CC-0; CC Zero; Creative Commons Zero
CC0-1.0|Creative Commons CC0; Public Domain, per Creative Commons CC0; Creative Commons Zero 1.0; CC0 Public Domain Dedication
CC0-1.0|Creative Commons 1.0 Universal
CDDL-1.0|CDDL; CDDL 1; Common Development and Distribution License (CDDL) 1.0; Common Development and Distribution
CDDL-1.0|COMMON DEVELOPMENT AND DISTRIBUTION LICENSE (CDDL) Version 1.0; CDDL v1.0
CDDL-1.1|Common Development and Distribution License (CDDL) 1.1; CDDL v1.1
CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0|CDDL/GPLv2+CE
CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0|CDDL+GPL; CDDL + GPLv2 with classpath exception; CDDL+GPL License
CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0|Dual license consisting of the CDDL v1.1 and GPL v2
CECILL-1.1|CeCILL 1.1
CECILL-2.0|CeCILL 2; CeCILL-2.0; CeCILL v2
CECILL-2.1|CeCILL; CeCILL 2.1; CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1); CeCILL-2.1
CECILL-B|CeCILL-B; CeCILL-B Free Software License Agreement; CEA CNRS Inria Logiciel Libre License B; CeCILL-B Free Software License Agreement (CECILL-B)
CECILL-C|CeCILL-C; CeCILL-C Free Software License Agreement; CeCILL-C Free Software License Agreement (CECILL-C)
CPL-1.0|CPL; Common Public; Common Public 1.0; CPL 1
curl|curl; MIT/curl; curl and libcurl
ECL-2.0|Educational Community License 2.0; ECL 2
EFL-2.0|Eiffel Forum 2; Eiffel Forum; Eiffel Forum License, version 2; Eiffel Forum License; EFL 2
EPL-1.0|EPL 1; Eclipse Public 1.0; Eclipse Public License - v 1.0; Eclipse Public License 1.0 (EPL-1.0); Eclipse 1.0; EPLv1
EPL-2.0|EPL 2; Eclipse Public 2.0; Eclipse Public License - v 2.0; Eclipse Public License 2.0 (EPL-2.0); Eclipse 2.0; EPLv2
?LicenseRef-EPL|EPL; Eclipse; Eclipse Public; Eclipse Public License (EPL)
EUPL-1.0|European Union Public Licence 1.0 (EUPL 1.0)
EUPL-1.1|European Union Public Licence 1.1 (EUPL 1.1); EUPL v1.1; European Union Public 1.1
EUPL-1.2|European Union Public Licence 1.2 (EUPL 1.2); EUPL v1.2; European Union Public 1.2
FSFAP|FSF-manpages; FSF All Permissive; GNU All-Permissive; GAP; All-permissive; GNU-All-permissive-License
FSFULLR|FSF Unlimited License with Retention
FSFULLRWD|FSFULLR-No-Warranty
FTL|FreeType; Freetype Project; FreeType License (FTL)
GPL-2.0-only WITH Classpath-exception-2.0|GPLv2+CE; GPL2 + CPE; GPLv2+CPE
GPL-2.0-or-later WITH Autoconf-exception-2.0|GPL-2+-autoconf-exception
GPL-2.0-or-later WITH Libtool-exception|GPL-2+-libtool-exception
GPL-3.0-or-later WITH Autoconf-exception-3.0|GPL-3+-autoconf-exception
GPL-3.0-or-later WITH Bison-exception-2.2|GPL-3+-bison-exception
HPND|Historical Permission Notice and Disclaimer (HPND)
IJG|Independent JPEG Group
ImageMagick|ImageMagick
Info-ZIP|Info-ZIP; InfoZIP
Inner-Net-2.0|Inner-Net
IPL-1.0|IBM Public; IBM Public 1.0
ISC|ISCL; ISC License (ISCL); Internet Systems Consortium; OpenBSD; ISC/OpenBSD
JSON|JSON
Latex2e|Latex2e
libpng-2.0|libpng 2; PNG Reference Library License version 2
Libpng|libpng
libtiff|libtiff
LPPL-1.3c|LPPL 1.3 c; LaTeX Project Public License 1.3c; LPPL; LPPL-1.3+; LaTeX Project Public
MirOS|MirOS; MirOS License (MirOS)
MIT|Expat; MIT/X11; X11/MIT; MIT/Expat; MIT (Expat); Expat/MIT; MIT + file; MIT License (MIT); MIT-like License (MIT); MIT X; MIT X 11
MIT|MIT License (Expat); Massachusetts Institute of Technology; MITL; MIT-license; Mit licence; Bouncy Castle; Bouncy Castle Licence
MIT|MIT License http; MIT open source; MIT X11 License; MIT/X; MIT/X Consortium License; MIT Public
MIT-0|MIT No Attribution; MIT 0; MIT No Attribution License (MIT-0); MIT-Zero
MIT-CMU|CMU; HPND/CMU; Historical Permission Notice and Disclaimer (CMU); MIT CMU; CMU License (MIT-CMU)
MPL-1.0|MPL 1; MPLv1.0; Mozilla Public 1.0; Mozilla Public License 1.0 (MPL); Mozilla 1.0
MPL-1.0|mozilla_1_0
MPL-1.1|MPLv1.1; Mozilla Public 1.1; Mozilla Public License 1.1 (MPL 1.1); Mozilla 1.1
MPL-1.1|mozilla_1_1
MPL-2.0|MPL 2; MPLv2; MPLv2.0; Mozilla Public 2.0; Mozilla Public License 2.0 (MPL 2.0); Mozilla 2.0; Mozilla Public License, v. 2.0
MPL-2.0|MPL 2.0 (Mozilla Public License); Mozilla Public License 2; MPL (>= 2)
?LicenseRef-MPL|MPL; Mozilla; Mozilla Public; Mozilla Public License (MPL)
MPL-1.1 OR GPL-2.0-or-later OR LGPL-2.1-or-later|MPL-tri-license; MPL/GPL/LGPL tri-license; MPL tri-license
MS-PL|Microsoft Public; Ms-PL; Microsoft Public License (Ms-PL)
MS-RL|Microsoft Reciprocal; Ms-RL
MulanPSL-2.0|Mulan PSL v2; Mulan Permissive Software License v2; Mulan Permissive Software License v2 (MulanPSL-2.0); Mulan PSL 2
NCSA|University of Illinois/NCSA; UoI-NCSA; University of Illinois/NCSA Open Source; University of Illinois/NCSA Open Source License
NCSA|NCSA Open Source; UIUC
Nokia|Nokia Open Source; Nokia Open Source License (NOKOS)
NTP|NTP; Network Time Protocol
ODbL-1.0|ODbL; Open Database; Open Data Commons Open Database
OFL-1.0|SIL Open Font License 1.0; OFL 1
OFL-1.1|SIL-1.1; OFL; SIL Open Font License 1.1; SIL OFL 1.1; SIL Open Font License 1.1 (OFL-1.1); SIL OFL; SIL Open Font
OLDAP-2.8|OpenLDAP; OpenLDAP Public; OpenLDAP 2.8; OpenLDAP Public License 2.8
OpenSSL|OpenSSL; OpenSSL/SSLeay; OpenSSL and SSLeay; OpenSSL-SSLeay
OSL-2.1|Open Software 2.1
OSL-3.0|Open Software 3.0; OSLv3.0; Open Software License 3.0 (OSL-3.0)
PHP-3.0|PHP 3.0; PHPv3.0
PHP-3.01|PHP 3.01; PHPv3.01
PostgreSQL|PostgreSQL; PostgreSQL License; PostgreSQL Licence (BSD-like)
PSF-2.0|PSFL-2; PSFL 2.0; PSF; PSF 2; PSFL; Python Software Foundation; Python Software Foundation 2.0; PSF License; PSF-based; Python Software Foundation License (PSFL)
Python-2.0|Python; Python 2; Python License (CNRI Python License)
QPL-1.0|QPL; Q Public; Qt Public; Qt Public License (QPL); QPL 1
QPL-1.0|qpl_1_0
Ruby|Ruby; Ruby's; Ruby License; RubyLicense
Ruby OR BSD-2-Clause|Ruby or BSD; BSD-2-Clause or Ruby; Ruby/BSD-2-Clause
SAX-PD|SAX
Sendmail|Sendmail
SGI-B-1.1|SGI-1.1; SGI Free Software B 1.1
SGI-B-2.0|SGI Free Software B 2.0; SGI B 2; SGI-2
Sleepycat|Sleepycat; Sleepycat License
SMLNJ|MLton
SSH-OpenSSH|OpenSSH
SSPL-1.0|SSPL; Server Side Public; Server Side Public 1.0; SSPLv1
BUSL-1.1|Business Source 1.1; BSL 1.1; BUSL 1.1; Business Source License 1.1
Elastic-2.0|Elastic 2.0; ELv2; Elastic License 2.0; Elastic License 2.0 (ELv2)
TCL|Tcl; Tcl/Tk; TCL/TK; tcltk
TCP-wrappers|tcp_wrappers; BSD-tcp_wrappers
Ubuntu-font-1.0|UFL-1.0; Ubuntu Font License 1.0
Unicode-3.0|Unicode 3; Unicode License v3
?LicenseRef-Unicode|Unicode
Unlicense|Unlicense; The Unlicense; The Unlicense (Unlicense); Unlicence; Public Domain (Unlicense); unlicense.org
UPL-1.0|UPL; UPL 1; Universal Permissive; Universal Permissive License (UPL); Universal Permissive License v 1.0
Vim|Vim; Vim License; VIM Charityware
W3C|W3C; W3C Software; W3C License; W3C Software Notice; W3C Software Notice and Document
WTFPL|WTFPL; Do What The Fuck You Want To Public; Do What The F*ck You Want To Public; WTFPL 2; Do What The Fuck You Want To Public License 2
X11|X11; X Consortium; X.Net
XFree86-1.1|XFree86 1.1
Zend-2.0|Zend 2; Zend Engine 2.00
Zlib|zlib; zlib/libpng; zlib-libpng; zlib/libpng License; zlib License (zlib)
zlib-acknowledgement|zlib with acknowledgement
ZPL-1.1|Zope Public 1.1
ZPL-2.0|Zope Public 2.0
ZPL-2.1|ZPL; Zope Public 2.1; ZPL 2.1; Zope Public; Zope Public License
LicenseRef-public-domain|Public Domain; PD; Public-domain; publicdomain; Public Domain Dedication; probably-PD; PD-debian; SUSE-Public-Domain
LicenseRef-proprietary|Proprietary; Other/Proprietary; Other/Proprietary License; Commercial; Proprietary License; Closed source; All rights reserved
LicenseRef-freely-distributable|Freely Distributable; Redistributable; Freely Redistributable
?LicenseRef-freeware|Freeware
?LicenseRef-dual|Dual; Dual License; Dual Licensed; Multi-licensed
?LicenseRef-OSI-approved|OSI; OSI Approved
LicenseRef-custom|custom
`;
