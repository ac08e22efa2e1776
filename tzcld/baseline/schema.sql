-- Written by « manage.py freeze_schema ». Never changed by hand.
-- postgresql 15
-- migration users 0001_initial 49de5a004d033c9707a92c1da26b20b6f90f0c5baf1ba4829778fc8cc4bcf908
-- migration territories 0001_initial a848a74283b274273a84d6d52a4b9c81d0f9a53e9448a61a43f020d9f8af3ecf
-- migration territories 0002_security 6d2a941e6364aa40db737421ec6af73d1b77a2c69c59ff0051686e7831835b12
-- migration territories 0003_first_invitation 37533b022cc237975d46bba11b29b4c48e4f1e87e21cf65185104ece2aa3fa5b
-- migration territories 0004_exchange 9a377976e55717f9277ff5c21fbb11b37a8f6a1f6fb73ffae3c43f7ac349cfd3
-- migration territories 0005_constraint_messages 798c777004f3f563f1ba0e1be40098d57b07b26c94a0c3c1b2ddc64424331f54
-- migration territories 0006_typed_months 37d8bf51ff350d1c933f1e08be8d1d40e1b519a64da26811b4e7c0e33b1fa341
-- migration territories 0007_erasure 94646d0875c598de26df1611a9bef4a9acad812840069426b34760b3d7a24c71
-- migration territories 0008_resources 70f9d5acf910ecf837c3a4e39c0bf58313516ac3cd168077cf1f906d5b1b2904
-- migration territories 0009_silence_days e47fa4c29c3be76cbf6f46ef702c219b64f6e96c61a538c9a114d3f5aa911426
-- migration territories 0010_membership_organisation 7758ad6b7b4b0825f77f7ab18c8f25cf26f301f621de06b65fabe98f25b48300
-- migration territories 0011_imports 253d4436a63796ad1f789b90a349edab228e11ced3e893c4c697472017ed56c9
-- migration territories 0012_grants 0bdc2bbb63bc9d9521437232389f91d9e7bc91e3b63fa80dae8c418d33788151
-- migration territories 0013_grant_rule 2ae6d903cc718ce8f88f0948a768e0233c3747b20abd6caba1a1309fa98f9501
-- migration territories 0014_no_nir 884bd871566088989b97e66e0a78ebfa6932715556158eb153c1ffe85fb792b0
-- migration users 0002_dormant_told_on cf386255336fa3b9e85cfdc3fded7e2e3290e9461ab5598348c94bfc3f106c33
-- migration users 0003_closed_accounts 5fc1bef188c6d5777aeadab63f3725ad41ed87429f580e0ebd3a031a527234d3
-- migration territories 0015_delivery_corrections 08b9537496848ec8ece35dc4507d33494161f4f60deee8799036f760b8055be1
-- migration territories 0016_staged_indexes 821d54328c3893c206d72fbc917ba96483b6d9995815143cd2cfe664fcbaa3bc
-- migration territories 0017_lighter_rows 803fd48c3cec0053135eb9af687adb1aed4112b3b7f12b50b6ff78e98046b4ca
-- migration territories 0018_grant_mails 9cb38aefc7dfdf7dc2c12ac872fc3fc8c251e30602b56576d732ea39591a12a8
-- migration territories 0019_contacts_known 086b595988a6b4e36257dc36581503ff536adf0e2a23bb3245f1bb94a33ecc0f
-- migration territories 0020_undoing b9842bb5e8bed22ec612ada48454b468ffde740d931aadead6e93c8fa4854f2e
-- migration territories 0021_forget_gone 2bc4545945f292cd3ffd47117e33f5fcb678d7d12698aed1407957175b1678af
-- migration territories 0022_outlines 4acc2538cf17ebb81cc3b46e325e0d528e288dd38776ee65e37e3fd068dc05ee
-- migration territories 0023_forget_accounts 8e06853d73cc4e4d087ec01e073c9d3c26440e25d43104a23363d93f3782aa21
-- migration territories 0024_silence_before_the_list ec910604d411a4c75268a81e4a7b6519ccf5e8fec700a1b80907f3c2ee7dc7b8
-- migration territories 0025_days_of_a_request 4701708c55169672ff528adf77883bbf251b5570c48f5f4b1eb71a617ab339f0
-- migration cle 0001_initial a512f1ed215e1e8cebfdedf36d2eae2139b2a2834b7096c60e5e9a53c5a0ab2e
-- migration cle 0002_security 82854eebd947f4667962dbf39cc4e193ce654e133e297195b7a90c81d0cd72ef
-- migration cle 0003_approved_minutes 5aa75cbbd33f02e19273d04bf6cd8e49b0ffaf0ba82c4a3ccbaba0a6fbf001a9
-- migration cle 0004_typography 152fb017e977fb9e350bffb0bd80203a73030bca5f4c1df3d71e2a7fed340ba8
-- migration cle 0005_no_nir 18c1dd12b0d9d9de7d2d06951ca33fc14f85408918125330d64abaaf959dbe39
-- migration cle 0006_addenda 5c1648ee605d68ce404ec100bcb70bda23ced99b19b4a035de499da6c54b774d
-- migration cle 0007_rectified_decisions 118fa81c3c7a9a3e7e42c848a109a1d02f803b67406d5c9213fccc3ef31c3b42
-- migration cle 0008_convocations 2c49efae2a8fb5dc2fc2c3521c724da8bed8d99b05722fe049c2f7e6f9f736a1
-- migration cle 0009_kinds_of_sendings f51923d7b790e91512eb816a0a4b9f4d1f935ce40b387ca4c1d8f9e2e96b0624
-- migration cle 0010_answers fe5f39f7db63a5cb1c9c3d6b1e88103605ca58ab79950db9051b23409cb1a842
-- migration cle 0011_quorum_rules f9706512aae843cee0218b3127e500bc0e5170ad68dab5018bce4541f6c0d46e
-- migration ppde 0001_initial 2a5d09b6d083f65f26fae49a3a8aefafc0cecf8e0dee377dcea02adef4f25b08
-- migration ppde 0002_security bedf4443a9d816ef15ae0b016436a0e54dd7b34a0eaac2d86de998416e04294d
-- migration ppde 0003_list_rules b12542f2d14d82d3bcc7a28966d46df6194734509d4c5f3c5da2a91337c9c180
-- migration ppde 0004_list_rules_security 7f9464252214cd04af5b4d081644daece4175bda7d1ed2acf1d86e3baaf9dcb6
-- migration ppde 0005_criteria 4146a0c29c9c140be593917663d25748c4c36549af146fb6c8ffe9956b5a2880
-- migration ppde 0006_readings 347deebf304533bd6d12c1d24cfc2121a683ad4b51e4f1503d8203a6430ec970
-- migration ppde 0007_readings_security b16fda2d2af064a483b505fb6ce1a4f03883e1fdf85509b68ced4756f4c2af3e
-- migration ppde 0008_duplicates 8a02d7c92c98436e4d7ffd7f01dd65ccfde746cfe1b056b0ad5d161aec9186e0
-- migration ppde 0009_duplicates_security 4e5bb44f201f4bfbc3c75a749d99ee3a8baef936d40368602b697567794edfa7
-- migration ppde 0010_after cd6c27e62e9db3a5800bffcdec65337bff2438ce5f6e778db9d1886b92ffdd74
-- migration ppde 0011_skills b307bf88ceac2290ab9f28f768a17ac164b106abb181d256091f561a89a70115
-- migration ppde 0012_resources e5de24d1ab620739f214945a9abe4256f903d138be7ab5b73ac3e78dc8e63a51
-- migration ppde 0013_retention c752c1f094005fba7e0201a33196ce181ed7bb40bd9e3f5569eac5355be689c4
-- migration ppde 0014_retention_security 3943e5a9daf886968bbeec526912bfd1b44ae99f8fd2c2c691a913c1bda844dd
-- migration ppde 0015_sessions 65374553332de37840e4b060f41d47f66d06d31da54e33800ff1583710a48ab2
-- migration ppde 0016_facts 91c8391c8e9815cbe62ea3e5ca81056362e8b11f80742dda2661cd292b0be979
-- migration ppde 0017_followings c0ea41d2efc961fd491c305bd507a60d03649780ee41e2beac143695c4cb0b8b
-- migration ppde 0018_followings_known 2fa0fed5c4f21028b858e57f44d94f5c831e02339b5b2368f2f12a1a83c90159
-- migration ppde 0019_orientations ae29bf0a238ef079dfc7b1dc13b1204bcfc69b83d27ccf938e24a7d528d09e38
-- migration ppde 0020_followups_of_a_hire 9276d25ed6e0adb82bc813a200dad0e5e79df7f14e3ea8e1267f65b45e259ae9
-- migration ppde 0021_rights b42b90ff44815df60b9ad4ca9dbc4c0b321184259b6dfe0f052890cc88b56778
-- migration ppde 0022_rights_security 03fa42dba267ca34622f5b7983575aaeeaf13119643b28529734b4a601ecca37
-- migration ppde 0023_notes 126f67f6f0d6230156125908156e7048f7dba09a40d36e29dc20a5a7b17a888a
-- migration ppde 0024_notes_security 9a98bf6ffef59a93c7b0e33bc162332b6f711294c617d05c13538c506c141d80
-- migration ppde 0025_undo_import c2bbbe1dab38a37335ca6168e4cb56a42bc529e96cf10cf7ec1e1057c17d1e7e
-- migration ppde 0026_refusal_reviews bb8396b2c29efeb1b18063f4f65f9646374fce664fb9f6678a167716bd273315
-- migration ppde 0027_refusal_reviews_security 5994b3e55b3692d95fa9a8ffefbe5e79a7736c2226b38426053a24b1bb645ef8
-- migration ppde 0028_free_texts 2ee7be83921d569112e7805015ff4bc4a851e503775033ad3facb3725d5828d6
-- migration ppde 0029_words_found 9742a135678d04a29bce70223cdeffccadcd656ef21833f7343595cef3cc5156
-- migration ppde 0030_latest_fact 452aaf90c0f9be23277169b87a77fa2baecc354848893f857bc118521758ac4a
-- migration ppde 0031_names_planned_once 9d5dec364100e4a5fed8a7e5804ed1904ce56fe78e5fed3c4b4c722d78980bc4
-- migration ppde 0032_cancelled_sessions 43c6b01859bc3d9b0f3018f4b94e78d679f7057063b8b54f0197baa9b64d69a0
-- migration ppde 0033_controllers 70877f335b3b4b959da374df8a40509499f6b2d589ed2bee86150bd874f43fd4
-- migration ppde 0034_quicker_keys ffcc45460d2839abdbf5fdc0645580b52349fd09b39a1f07c6b0fd48e90666c4
-- migration ppde 0035_suspensions_of_a_contract 195a87b064f4d7eb9b93857259f9c1dd85e63251b42d8aba0e3c66d633de25e5
-- migration ppde 0036_withdraw_own fea477f80ac322c05383e02bd7ba203735fddeb177a6ff399afc60b71f718ca0
-- migration ppde 0037_watch_rules bb5be15bd1740aba361fa432f4fee85771ffb62c830b4d1c3df50c674b05ed54
-- migration ppde 0038_lighter_rows 1fad68faafade229b2ada6dbcb15a817d8be6ae955a2ca4a2ccbddbe62f2ef76
-- migration ppde 0039_free_texts_of_places e454667a709e032698166c3888d529e39fd02773092a891da9c5d004112e301d
-- migration ebe 0001_initial 3b32edba8be57ba7bfb5538f1f7bb87893a5550a8873f62e371f21c51ca0e469
-- migration ebe 0002_security dc5d21af3c8a98b7181b01ded3dbaaae96bda19bcef6465bdb9fe2c9bc101cfd
-- migration activities 0001_initial bb9f9242e5efcc57978f280f796ecd3fcd159e7f872f980822a1946525f40eed
-- migration activities 0002_security 629521995499443c591561debf82a7c9648b8480df405abc716404bda0b2d4ed
-- migration activities 0003_skills 7f614894685e0934fb15ea4a6943acea2598adbcffecb0d08157b5594c86dc49
-- migration activities 0004_free_texts c7c0dd0de8e8c73cf6b65fb1d3a996280e6157f310ec8d3435a7b8c20e068226
-- migration activities 0005_decided_activities 96a27912a0ec5e9778e4938bd9be20d25ff67d987d6b414ee9c3ab9eb3593141
-- migration activities 0006_undecided_because 7ec63f6984dc09204a06bf3bed1723e61c7809b85e289cd9e79f946580c849ee
-- migration cle 0012_list_place 06d1cfa1c5c3ca56e6428895cc2114fbdf657eed2373702bd58fea2fbf0875f3
-- migration cle 0013_one_chair eb95c50b9b468bba21f459e449853ac6ba381bc853247463912551d674506c05
-- migration cle 0014_eligibility_rule a04d91271fedd9ed8c00763dadf25ebb7a50ee11abcdebd35ecaebb47e4acec8
-- migration cle 0015_neutral_words 6da448bf6c04972dffefdf904bca774eb8bb8549cfc34706ed959e124cbb164c
-- migration territories 0026_masking_rule 7d7d9938e7efeea574cd4267fe78b58195da6d30cde968b5ed6e19473ff1bff0
-- migration territories 0027_doubtful_rows 8f6732412bfd77ab93ddfb660c293654209ab5f74adc4e5162cb2ab41fa9c4d4
-- migration territories 0028_legalfigure 56aa1dd8f0866f94e005793befbc14909fde7a97e0becf964891a7195d399df3
-- migration territories 0029_territory_department 81ffbde4f0826668fb2fb2699d3a13c7661f0582333a1acf3493f2677408c916
-- migration territories 0030_namesakes_of_accounts 17a962d8c178466694bd52d2a3fb1533cf50207f2ccd04b9240580712d14f76a
-- migration territories 0031_removed_dates c4517ebce8e631e8b5a27db96a0398763cee2181fe77a0d83d55c441f685a41e
-- migration territories 0032_asked_reading a1001e894e0e5799a8ae00923a2d5afa3e9ef2861e7a63e6761dd81ce88d52c1
-- migration territories 0033_typed_filters 8ff9d06e34e4f029bb8e1de404257a76ac9a60e71487cc83d910548d2f0a21cc
-- migration territories 0034_clock_of_rights fd1eeee84568f8f82f2f94d6723778f7250d922df8d8d1b459dab70539a742f8
-- migration territories 0035_delays 5aa31dc5b9b2f2423bb9a0f627b2e84bb5be9dbeed6fb05985b539adcecd67bc
-- migration territories 0036_week_and_job 7b42ace7a4acf9de4266660477a3afaf9efbd7a45481076e6632b1cee501cb44
-- migration territories 0037_territorydepartment da537e38acf1579d45a533356913a43f6ee34712a656aca700f4b3b00d7fa241
-- migration territories 0038_departments_dated 45113bf5a6968763a64607f1b966792fe70ac50fc959509751cdc74671c1dd0c
-- migration territories 0039_asked_once 28e4ce9620890ea6ef41bf2477db2646b6d43756f088b2075a0e2a188ae824a5
-- migration ppde 0040_rereadings 975c5dd498373ff2de086c4c302b01420cdf8f233fa7db9b66db0f27569ba312
-- migration ppde 0041_diagnostic a4f606b4687ec945d4096e29b8fa1ba0bd36c25af229dd99f00ce03136bc795e
-- migration ppde 0042_minutes_apart 29d1bf0997d38b3bc3acc5288f97cfcf5d6c0639e77a4c0c5796ccf044502ad1
-- migration ppde 0043_durations 17751fdf10fc6544645a53d51a8020dee303fb1ad59ee8a980acc56f9b28d1d3
-- migration ppde 0044_reason_of_a_rectification 6681be8f59483a7bd0effda93b8e7dc017077a3eabd70652d90eee4d748a2caf
-- migration ppde 0045_free_texts_of_convocations 77a4f504d41720f88dd9153d3c1cdaf511a80a1153c64e5d76b8d65597c622f2
-- migration ppde 0046_stakeholder_durations da8a72427a55f4a78a54c13077b3489d4a613c639de7459df4933058bc373765
-- migration ppde 0047_renewal_durations 64b2331b1590d6542fe34f0c4cee50f7e1737fa4de77bc7612d369094c0a19c5
-- migration ppde 0048_named_entries bdbb5eec7bcc7c32dd293ea2b625cb6874bfb3a2a1bd27880557e40507b34694
-- migration ppde 0049_first_proposal_of_a_return bad034988728780a65c7404a33e883256ca9713ec88ca0c60fe3feefba62816c
-- migration ppde 0050_attempts_and_numbers a6eb29bb9ef9f60a5900c6d1cd3b5af3ec6c5ceaf74499e3205dca7aa1168535
-- migration ppde 0051_proposals_without_a_reply 039ae9b0a1873d7c9b51e32e30b80c0c7de19b47aa73fd86ba7598d334ce0318
-- migration ppde 0052_undoing 3df69ffdd26cdb99dc1df601ae6703d2e53ec03fa52a87761cdcb47ae9183db7
-- migration ppde 0053_forget_withdrawn da00ef257218c989da616b258170aced19d780b5d28d7b9ad66b32b17f65d987
-- migration ppde 0054_exports_watched c840cdb1f086ba2b6ddd623d0beab1a0ceeba6c004d5b446e37481667e6e67fd
-- migration ppde 0055_days_to_hire 1ed9cf3ef8c34ce77138f4f1162f4d07e5afd8968cf96dada63c4bac77ee3235
-- migration ppde 0056_orientations_end f09755ad7a298998f0335823203a8e0cd25674ae43a80521207c10d885e40eaa
-- migration ppde 0057_durations_of_accounts 2c9118c720289007e348d564e366570d4ab8273375bcf4ed57a436aab2581381
-- migration ppde 0058_handed_over 1bbcfe868fe0fc97a9828e4dceb54d4bb7493a6d12d0fcb73fcae671cfad6e25
-- migration ppde 0059_orientations_of_an_organisation 0491605d7940de095dfb19cdf6c53af52871cf60837c7c6f773ada31fc07bad5
-- migration ppde 0060_corrected_steps 6eb73cb226de6b9a8236617c1117590ab6b3a657938bca7b9e7026f4adf9b6be
-- migration ppde 0061_quicker_rewriting affa9802a70822b6bda7c292a6ab5c9be37b7e115d8f3b65ae1659bd35cedbf2
-- migration ppde 0062_sealed_copies cd3b99528e9bf50910db69245fd3a7f1c6a720f6f8d6d02b77b7f4c78019be7a
-- migration ppde 0063_requests_by_mistake 40724f21a3b0ff1a984020e9cc144868b60962637ddcc3831138ce794169afa6
-- migration ppde 0064_orientations_taken_back 8d9ded8c96f27b6f0a2232d2c5c5d5cf2e705fd28527e65fed5b32c1c2afbd2d
-- migration ppde 0065_sessions_restored d8c76707d6fd62f2f0e982d3549135f272a7a93d44f2878f7d4c62a6095bf704
-- migration ppde 0066_refused_proposals_and_withdrawn_acts 201aba6f278e0a832e0745b94360585cbaa70c0f3d791b6eabfcdaa7108bb575
-- migration ppde 0067_durations_in_days ac07d7fa3245d7902ad0bf47e8939c8552418eb464ce8ab5ad21789288251fd3
-- migration ppde 0068_contract_over 0b16e6f05633eab3c4847e08048a17de127292bff7935da2384915b6cac795cf
-- migration ppde 0069_told_to_partners a50e6031a36109949fdf6311829724be1823756a07c1a7ee5199f2bd7e1299c6
-- migration ppde 0070_places_of_an_exit 0dbe22d9c1c2ee6b8ea40554edab43c008fa09219fa9c17dc56d797c771c6225
-- migration ppde 0071_decision_recorded_at 5ece9d3bc68f64b6f6fa14d40a50c48e340beab92bf7b792fc7326d677b47f79
-- migration ppde 0072_asked_again 1c92032347f67b15530cff3f25bd3a36b57ba5e70273ab9e70d4e147e908e199
-- migration ppde 0073_past_times 4a2f44328b904b26ecc4960663ecdb71c558ade92e9beb139b24d1f6c0beb89a
-- migration ppde 0074_volunteers_again d0b8177d97c39c41800dab4ac7450967ec4817febda1d0ad96eba1e60419486b
-- migration ppde 0075_requests_joined 4ce067a208d29348173c0b4e05fe74d52a5390f89c8b429a9a4a21259dd6000e
-- migration ppde 0076_death_among_news b53297d590d3f8b92a010eb460c386efa228f9defe97e1c24570cf30ee408073
-- migration ppde 0077_facts_of_trainings 42dbc94036873e5357e49a332beaef303feb4378525b8a745d5e1947cefd18fa
-- migration ppde 0078_exit_not_eligible eda2ab60701e1947c1140a5a013b5ee762e9e69d52c232052f9126f88943b1c8
-- migration ppde 0079_erased_apart ad37c23d11c50e4856f7ff6b6ec333f96b5a4405a9755a83eb3408c924cd1d09
-- migration ppde 0080_names_by_their_keys 7add978e462a71ccd111b5d6b08df1a3f679184aaa8560f4100129fea793c84c
-- migration ppde 0081_durations_of_extracts 46870d68484075ed7802355c7b8e13c3d6dcd04d2393a218b5be990f23569af2
-- migration ppde 0082_pauses_of_a_return 476f418add89c90566cf4dcde850a28ed2465d9a40f33d972dc76f9f61aa0ebb
-- migration ppde 0083_exits_of_merged_files fb158cbf252ead1fe2f16c8282d8878894034a8482a699547f34d4447902d293
-- migration ppde 0084_longest_week 3704583d3373eaa1b9c9d8489db103ecf17de6ffe111d2cb469d85866c964792
-- migration ppde 0085_names_heard_once 744fd8189839a78c043ca9db1497d3180105007e27e2c2a3576d93b18d7de6a0
-- migration ppde 0086_lighter_imports 95c7585b1d53fac499be40c99298ed515a90db8e70af0fcb8a24e48844d46855
-- migration ppde 0087_no_number_of_their_own 4718252f15eb46fc3fc8eee8d260a6bef3290ef9c8ec17539892601cb56594d2
-- migration ppde 0088_birth_years 579decfa8a9065383dda892d0b3ba0fb41e8d36a0b9d99d1adc6672438d8cbcd
-- migration ppde 0089_grounds_of_acts a8b1770c51d7ee9c3b3751b284e3c98426e72832ac06aa03c1ee859c43c73cc3
-- migration ppde 0090_precision_rests_on 8f21e230ca495f22c21905dcc9d5851aff230513fb4fa841b51fd02e44ee4453
-- migration ppde 0091_training_interrupted 791d7ef9d903ef7f1e467b63198930498143658d4367daf3d635ab7af71f7c17
-- migration ppde 0092_keys_of_a_territory 9d73031a249f886b3801ec43043f872bf36420948549dbe5135f0bd0eea9b82a
-- migration ppde 0093_keys_read_once ab3811005b0287d3ec5bb4566102a48c7c1caa8ebe9b1086f1e8f156fbb55204
-- migration ppde 0094_consents_until 6c724b6354711fe0b1d37cef6251e4cb1bc93abd21c5e4a3be2f4d2f3388e902
-- migration ppde 0095_names_elsewhere 2ffaa958e2f8652d05b1aa1ff14dee90cfc17d2a6e29ff4b325c93a10374d71a
-- migration ppde 0096_marks_by_their_hash 4254cdac95842e190a43b8925f33081af91d16ddbece1e29b8d9f504cb107755
-- migration ppde 0097_names_at_the_hub c13c738468f9f21b6d69a0858a8d558c3b2eb92db7fb81949b1d06868017c184
-- migration ppde 0098_durations_of_proposals 6dffa086e00dac805eca8b535c5405af2c2f39e2c7c53a0979f6f6f702bbf041
-- migration ebe 0003_rate_bounds_wording 1f9c940d07b0c5fb7633e7c15b962d4a0d0d54cfa276f6af1e67ec21e5c11a9c
-- migration ebe 0004_start_up_percent 1ded64c52ea728000e57320314802536cceae835df6b6bbd3ae5c626fd359f7c
-- migration ebe 0005_hiring_plan 71773885c1461eff355cc9264e6b97bb5384e0a1e1f5563667f2dc5b6a163b20
-- migration ebe 0006_posts 5a16b6e6667a5969b7e3bdaee057a98e1ed0eb43feefa1ff4286c6bddfa5ff61
-- migration ebe 0007_posts_security f89f4c8de19440f8280c25b5afa36faf45aa62dfc56a851ae580072b709a173f
-- migration ebe 0008_free_texts bac320cab0e1574a96e2a6e2ec9fc484b7bdcbd0b3de63be2172e79cc4e5a7d3
-- migration ebe 0009_post_skills 7c42706cb42535a4cc98174dc25b2e9678c5072eea988060b913bd6543303e0d
-- migration ebe 0010_monthly_returns 7fee6a8b222ddc7ad8f466b205d7474c0836af34f7daf0f3ef057a9114eef161
-- migration ebe 0011_direction_invitations 267deb7964e36197d67b870b38a626ca7eaafb6e1487b8862bff09b79617faf0
-- migration ebe 0012_withdrawn_proposals 59783fa843f7e7d01ab87a54236610fe8dea7c31aa8f417f637995c947181f00
-- migration ebe 0013_free_texts_of_returns 7ce6b0cfd0726acca54dc7eb6f0cc675abe29c70ab074a6ec1294bf5bee016bd
-- migration ebe 0014_return_rules 44c1b75261323ba4a3b5a802cdf47e5c65e43b43d53c037a90e92b71e5e060aa
-- migration ebe 0015_numbers_side_by_side cee1513b33baea8422c8335c75f2202c86f981ec805f917fef63f1a8c8aeb068
-- migration ebe 0016_ended_and_dropped_proposals fb14c3911d50235880c3e6125e6b1dd9851ed2dde9f7361b599e55765ef48a94
-- migration ebe 0017_close_proposals_of_exits 98759b677c3cf5797f1bd4f522113a5506a4c808b01c870d27a7be51ed234662
-- migration ebe 0018_funding_corrected c2b832cb7e48369ed9224a30adad485ffce399ffc3ecdb5ac1b706c3d7391a40
-- migration ebe 0019_left_before_the_hire 49707b62b5a2aa77bcadbffe6e8a65b03b7e07f73e5138ce59cb35ca7a2ba0d6
-- migration ebe 0020_closed_enterprises bcdaf7bc6674eed555076f265576746da42859fb73c9e41cf1d38378061420de
-- migration ebe 0021_dated_rate_bounds 08c8e6b04ff9343dd3fcb21ebcb4d8283f45d7c59139612f6680ee33c909f35c
-- migration ebe 0022_ownrate c94f02ad2c6a405ad6e4e9c2a2022d44ad15bde453e0c538adf0400ea3151512
-- migration ebe 0023_missingmonth d396546003063b968aedcdc68110e4ede5886146d024ded4ad1906de0452e611
-- migration ebe 0024_months_without_hires c2f3deb9da409f6297346bdf2e8fc04472ab588b33d6964bf67d0da4db6de6e5
-- migration ebe 0025_staff 2be969026d23bd448f25fcae2559399d05aa3973209b419ec7119a412c77a972
-- migration ebe 0026_counted_months_of_figures 4045696ffcc068142612a1aa861c4c0fcb7e213a6138562ca03fd034e815c3da
-- migration ebe 0027_rates_within_reason b7a9041c0d5939b34ad73a9ac98c02943adb7e68ddbbefeb5f3871e6569806d2
-- migration ebe 0028_own_rate_withdrawn 660456ddb3b090be80ae62f8d38793d548301fef2e7607333d314a5a56d75cbd
-- migration ebe 0029_stopped_proposals 68a092ed01b72c8eb84f5ab3fd7e6fb14a555914c9a9bc7aee3bad95ef4e0eaf
-- migration ebe 0030_longest_week c9bd56b971ae4c69b06ba0a7a25f510eae2b11aaa94d87f9f14e76a430ea9ad6
-- migration ebe 0031_terms_of_a_rate 53b6f839afec5e60579c15476805506468dc86d9554350c150bfe2938a03a7f1
-- migration ebe 0032_known_before_hired 005c1692bde1daffa1b681afdb42721273ff7417f39cef3b14afd9600b605221
-- migration ebe 0033_stopped_or_over f47358ca9ec00c25f7b0f8479609224d06773c52ca32d4a6904494e3a57c36f1
-- migration ebe 0034_known_for_a_time 6994442be2f91618be0dc7e3e8e86ca6d590c17ca312915541c1f450df8bab98
-- migration ebe 0035_neutral_words 6adfc3973f42af182f8b9f6d450a33796b18224c5ab9a8784575fe73129dfcce
-- migration evaluation 0001_initial f59bc349209c3efe36ca36318399a088fbf155c4dd5885063a03ba6f648ef9d0
-- migration evaluation 0002_security c747d45b081f1a24c67332283a5ebd49368cfee9ce8c09db8eb62b88f916eccc
-- migration evaluation 0003_report_sizes 57118bc2d8b626b2d742a00d3470b5ecd17679550d5a2167aaa721f66bda80fa
-- migration evaluation 0004_questionnaires 4c61173a3e164d18c042e4f58cf8691791c45229569394463264496484a31981
-- migration evaluation 0005_typography 9bb42d9f32d831bddfe77d86a422dd4264bcac80c22a7b56057e4503871deaa0
-- migration evaluation 0006_typed_months c0f2742a966d9159014e6c6cee08a4edf9c014e705d8d1e026e25047e1db98ba
-- migration evaluation 0007_forecasts e4784c5897daf722bbc43b7c92effec70eb7cc29ac578f729f9acdc3606b00d2
-- migration evaluation 0008_no_nir b593ecb7214d87f76ea6133df06e62547be0e57d3563cde88aa236283376567d
-- migration evaluation 0009_free_texts a48686c5842a4fe12fa9b13f4d21a5122b63428d9a4d8e5ef2b1e5023fb5ae77
-- migration evaluation 0010_old_numbers 73c775e0ac78fb8fa491f498a8ab939fa7c8c41256c7b73ac10dc9f1b4e73d9b
-- migration evaluation 0011_erased_subscribers 23b4cafc758da86644090ef793164e9f908f29d1b5279c0387e9f5df0cd7facc
-- migration evaluation 0012_wider_reports b8c7189a11b6246dbf3f0c6ecabb96b84207a921fe5f19be907ab610565ab160
-- migration evaluation 0013_renewals 46cc1ab282f2d95b67ca34ee35d123ff1f2a12da47a2e662a2e3b1dc66c36b6b
-- migration evaluation 0014_testimonies 74cc25afc403be11ec4cee60ef43ed0312bd719658edfa0cc3f01a6ce9b26da3
-- migration evaluation 0015_stale_figures 45382065f744a9aac47281d23ba51590a1b5d0ae7fcc8b186e28fdb1ef866067
-- migration evaluation 0016_report_agreement 9367e2880ad8cf1799dc968d683c955d8d89865e46e23b5043490cbdd676ada2
-- migration evaluation 0017_searched_addresses 5365b29873b6aff53cfabf6ccd2fc3d0887a10ea2232edadab4c131fa22f3344
-- migration evaluation 0018_corrected_issues 80969b9de5a0f8a9b49efeb1312fd7b9f20acecec77e5d9c775d6aca95f26069
-- migration evaluation 0019_extracts 2a97cb8d3360e83085bea2319ad23f3f48061b9611247744f55a0a2bfe76c264
-- migration evaluation 0020_extracts_not_beside 4d6bf49fa4f10d7047c6ec47454ad2e80e6c43d67f211110d7412dd10b710e3b
-- migration evaluation 0021_agreed_until 180b1d2dce7ac97f9a7b624a17c2f08a7837a0620a6934667ca493da7411cf4b
-- migration evaluation 0022_letters_over fae03449efb502d1f5cee2818dc186fab8270b24f76768b1bbc49b16978f61a8
-- migration evaluation 0023_confirmations_waiting c49b682d080d6a9397a91d3f57576db8cd2eec92ec8efb67b6f232c4a96e56ba
-- migration evaluation 0024_reader_words f4972f9f0b354352d3551dbbaa3a537fbe961d99a6760ad4b20ab2de67239f66
-- migration ppde 0099_numbers_by_their_key 0c66c7f883bc6c349c3112024d108ea807f4e63390b5dc6cf2ed222d48ccfc0b
-- migration ppde 0100_history_of_the_erased 492a78d1c1c6f24a38e01e1bb53fcba13069315f9c17aeb2fd100120911101be
-- migration ppde 0101_alerts_over_weeks ef7a9f6d3e5c0bd886d32ec8ca19e371ccb408d31b8a6ee060848b68758c2976
-- migration ppde 0102_marks_that_tell_somebody 9bf0875b13c3a0375e77c4327d308a3c9c40cf00430fa29d0fd16d9e38945add
-- migration ppde 0103_neutral_words 134a6f3288bf91a0c70ca3aad8fce0552ebf8239add246018ad4938d4224847b
-- migration territories 0040_gone_found_by_number cef6371381e73ec4decbb67f3db35f9c9b38f28ed40eaf328959b6daa0d3cd95
-- migration territories 0041_first_years 451631715e510a068476ee8c6b1e7db6382d5db44c69e1aacb76d754c2d5814f
-- migration territories 0042_batches_asked_once 072510a8edd7f91c239f58a583cc3b27ee705c4423f53dc6dbf1cce2b89ac92f
-- migration territories 0043_consent_days d3338f293d450babe3222e75c345b1241c1f56bcd34ed90ded1fbef3a0aa35be
-- migration territories 0044_webhooks 42fb69d2155b1a768fa5e2d149adddc65d9ff5e4d0a9df469b3cf73564404648
-- migration territories 0045_tokens ac4474dd21cb4d6df2bf9f6bf728c654c00dc2b3717d2bbe698a165be506d7a6
-- migration territories 0046_held_invitations d2cd254addda33b78610d6a5370244c168b15b3b7f5ec8a64a3901c7328b96cf
-- migration territories 0047_asked_by 2434af9862366e4ca0910140597d73564286ce6e582ae642d82331cc19b8b115
-- migration territories 0048_neutral_words 56f0a8f46617a6012f23328814772952c63d593c16973b3d824e4dfb366663e5
-- migration users 0004_export_columns d68f01c2ba8a53feb87425361704db65c6cecba69434648fa1098aaa03500f83
SET LOCAL check_function_bodies = false;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE FUNCTION public.activities_activity_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.description, '') <> '' OR coalesce(w.need, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('description', coalesce(w.description, ''), ''), ('need', coalesce(w.need, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'activities.activity', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.description, ''), coalesce(w.need, '')) IS DISTINCT FROM (coalesce(o.description, ''), coalesce(o.need, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('description', coalesce(w.description, ''), coalesce(o.description, '')), ('need', coalesce(w.need, ''), coalesce(o.need, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'activities.activity', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.answer_elsewhere(exchange uuid, answer text, author text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DECLARE
        asking bigint;
        named text := current_setting('app.named', true);
        told int;
    BEGIN
        UPDATE ppde_inquiry SET state = answer, answered_by = author, answered_at = now()
        WHERE token = exchange AND way = 'received' AND state <> answer AND territory_id = ANY((select string_to_array(nullif(current_setting('app.named', true), ''), ',')::bigint[])::bigint[])
        RETURNING peer_id INTO asking;
        IF asking IS NULL THEN RETURN 0; END IF;
        PERFORM set_config('app.named', asking::text, true);
        UPDATE ppde_inquiry SET state = answer, answered_by = author, answered_at = now()
        WHERE token = exchange AND way = 'sent' AND territory_id = asking;
        GET DIAGNOSTICS told = ROW_COUNT;
        PERFORM set_config('app.named', coalesce(named, ''), true);
        RETURN told;
    END $$;
CREATE FUNCTION public.ask_elsewhere(asked bigint, peer bigint, exchange uuid, author text, why text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DECLARE
        mine bigint;
        named text := current_setting('app.named', true);
        made int;
    BEGIN
        SELECT f.territory_id INTO mine FROM ppde_fingerprint f
        WHERE f.person_id = asked AND f.territory_id = ANY((select string_to_array(nullif(current_setting('app.named', true), ''), ',')::bigint[])::bigint[]) LIMIT 1;
        IF mine IS NULL OR NOT peer IN (SELECT followed_elsewhere(asked)) THEN RETURN 0; END IF;
        INSERT INTO ppde_inquiry (territory_id, person_id, peer_id, way, token, state, asked_by, answered_by, asked_at, reason)
        VALUES (mine, asked, peer, 'sent', exchange, 'open', author, '', now(), why);
        PERFORM set_config('app.named', peer::text, true);
        INSERT INTO ppde_inquiry (territory_id, person_id, peer_id, way, token, state, asked_by, answered_by, asked_at, reason)
        SELECT peer, other.person_id, mine, 'received', exchange, 'open', author, '', now(), why
        FROM ppde_fingerprint other JOIN ppde_fingerprint f ON f.mark = other.mark
        WHERE f.person_id = asked AND other.territory_id = peer AND f.territory_id = mine
        GROUP BY other.person_id ORDER BY count(*) DESC, other.person_id LIMIT 1;
        GET DIAGNOSTICS made = ROW_COUNT;
        PERFORM set_config('app.named', coalesce(named, ''), true);
        RETURN made;
    END $$;
CREATE FUNCTION public.cle_addendum_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.text, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.addendum', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.text, '')) IS DISTINCT FROM (coalesce(o.text, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), coalesce(o.text, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.addendum', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.cle_agendaitem_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.agendaitem', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, '')) IS DISTINCT FROM (coalesce(o.title, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.agendaitem', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.cle_convocation_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.convocation', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.convocation', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.cle_decision_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.wording, '') <> '' OR coalesce(w.conditions, '') <> '' OR coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('wording', coalesce(w.wording, ''), ''), ('conditions', coalesce(w.conditions, ''), ''), ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.decision', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.wording, ''), coalesce(w.conditions, ''), coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.wording, ''), coalesce(o.conditions, ''), coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('wording', coalesce(w.wording, ''), coalesce(o.wording, '')), ('conditions', coalesce(w.conditions, ''), coalesce(o.conditions, '')), ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.decision', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.cle_meeting_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '' OR coalesce(w.minutes, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), ''), ('minutes', coalesce(w.minutes, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.meeting', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, ''), coalesce(w.minutes, '')) IS DISTINCT FROM (coalesce(o.title, ''), coalesce(o.minutes, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, '')), ('minutes', coalesce(w.minutes, ''), coalesce(o.minutes, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'cle.meeting', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ebe_monthlyreturn_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.note, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.monthlyreturn', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.note, '')) IS DISTINCT FROM (coalesce(o.note, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), coalesce(o.note, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.monthlyreturn', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ebe_post_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '' OR coalesce(w.text, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), ''), ('text', coalesce(w.text, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.post', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, ''), coalesce(w.text, '')) IS DISTINCT FROM (coalesce(o.title, ''), coalesce(o.text, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, '')), ('text', coalesce(w.text, ''), coalesce(o.text, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.post', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ebe_proposal_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '' OR coalesce(w.order_reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), ''), ('order_reason', coalesce(w.order_reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.proposal', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, ''), coalesce(w.order_reason, '')) IS DISTINCT FROM (coalesce(o.reason, ''), coalesce(o.order_reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, '')), ('order_reason', coalesce(w.order_reason, ''), coalesce(o.order_reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.proposal', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ebe_returncorrection_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.returncorrection', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ebe.returncorrection', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.empty_history(line bigint, history text, row_id bigint, changes jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
        DECLARE asked record; was jsonb; put jsonb; whose bigint; key text; said text;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    SELECT l.person_id, l.territory_id, e.with_texts INTO asked
    FROM ppde_eliminationline l JOIN ppde_elimination e ON e.id = l.elimination_id
    WHERE l.id = line AND l.done_at IS NULL AND l.kept_because = '' AND e.state = 'approved';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'history is emptied for an approved line of elimination only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    whose := person_of(history, row_id);
    IF whose IS NOT NULL AND whose IS DISTINCT FROM asked.person_id THEN
        EXECUTE format('SELECT to_jsonb(x), to_jsonb(jsonb_populate_record(x, $1)) FROM %I AS x WHERE x.id = $2', history)
            INTO was, put USING changes, row_id;
        FOR key IN SELECT jsonb_object_keys(changes) LOOP
            CONTINUE WHEN put -> key = was -> key;
            -- What an export was looked for may lose a search; a note that is sealed is read by the server alone.
            CONTINUE WHEN history = 'territories_entry' AND key = 'after' AND was ->> 'verb' = 'export'
                AND (put -> key) - 'filters' = (was -> key) - 'filters' AND was #> '{after,filters}' @> (put #> '{after,filters}');
            CONTINUE WHEN asked.with_texts AND history = 'ppde_restrictednote' AND key = 'token';
            CONTINUE WHEN asked.with_texts AND is_without_names(was ->> key, put ->> key, (
                SELECT atttypmod - 4 FROM pg_attribute
                WHERE attrelid = to_regclass(quote_ident(history)) AND attname = key AND atttypmod > 4
                  AND atttypid = 'varchar'::regtype));
            RAISE EXCEPTION 'history is emptied of the person of the line: row % of % is about somebody else', row_id, history
                USING ERRCODE = 'restrict_violation';
        END LOOP;
    END IF;
    SELECT string_agg(format('%1$I = (jsonb_populate_record(x, $1)).%1$I', k), ', ') INTO said
    FROM jsonb_object_keys(changes) AS k;
    EXECUTE format('UPDATE %I AS x SET %s WHERE x.id = $2 AND x.territory_id = $3', history, said)
    USING changes, row_id, asked.territory_id;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN true;
        END $_$;
CREATE FUNCTION public.evaluation_answer_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.text, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.answer', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.text, '')) IS DISTINCT FROM (coalesce(o.text, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), coalesce(o.text, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.answer', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.evaluation_extract_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.purpose, '') <> '' OR coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('purpose', coalesce(w.purpose, ''), ''), ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.extract', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.purpose, ''), coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.purpose, ''), coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('purpose', coalesce(w.purpose, ''), coalesce(o.purpose, '')), ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.extract', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.evaluation_forecast_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.note, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.forecast', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.note, '')) IS DISTINCT FROM (coalesce(o.note, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), coalesce(o.note, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.forecast', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.evaluation_monthlycount_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.monthlycount', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.monthlycount', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.evaluation_newsletter_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.subject, '') <> '' OR coalesce(w.intro, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('subject', coalesce(w.subject, ''), ''), ('intro', coalesce(w.intro, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.newsletter', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.subject, ''), coalesce(w.intro, '')) IS DISTINCT FROM (coalesce(o.subject, ''), coalesce(o.intro, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('subject', coalesce(w.subject, ''), coalesce(o.subject, '')), ('intro', coalesce(w.intro, ''), coalesce(o.intro, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.newsletter', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.evaluation_newsletterblock_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '' OR coalesce(w.body, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), ''), ('body', coalesce(w.body, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.newsletterblock', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, ''), coalesce(w.body, '')) IS DISTINCT FROM (coalesce(o.title, ''), coalesce(o.body, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, '')), ('body', coalesce(w.body, ''), coalesce(o.body, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.newsletterblock', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.evaluation_report_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.withdrawal_reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('withdrawal_reason', coalesce(w.withdrawal_reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.report', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.withdrawal_reason, '')) IS DISTINCT FROM (coalesce(o.withdrawal_reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('withdrawal_reason', coalesce(w.withdrawal_reason, ''), coalesce(o.withdrawal_reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'evaluation.report', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.flag_numbers(place bigint) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
    DECLARE
        c record;
        made integer;
        found_in_all integer := 0;
    BEGIN
        FOR c IN
            SELECT k.conrelid::regclass AS place, a.attname AS name,
                   regexp_replace(k.conrelid::regclass::text, '_', '.') AS model,
                   CASE WHEN a.atttypid IN ('text[]'::regtype, 'varchar[]'::regtype)
                        THEN format('array_to_string(w.%I, '' '')', a.attname) ELSE format('w.%I', a.attname) END AS said,
                   CASE WHEN k.conrelid = 'ppde_person'::regclass THEN 'w.id'
                        WHEN EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = k.conrelid AND p.attname = 'person_id')
                        THEN 'w.person_id' ELSE 'NULL::bigint' END AS about
            FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
            WHERE k.conname LIKE '%\_no\_nir' AND NOT k.convalidated
              AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = k.conrelid AND t.attname = 'territory_id')
        LOOP
            EXECUTE format(
                'INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                 SELECT w.territory_id, p.id, p.number, %L, w.id, %L, ARRAY[''numéro de sécurité sociale''], now(), ''open'', ''''
                 FROM %s w LEFT JOIN ppde_person p ON p.id = %s
                 WHERE holds_nir(%s) AND ($1 IS NULL OR w.territory_id = $1) AND NOT EXISTS (
                     SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.model = %L
                     AND f.object_id = w.id AND f.field = %L AND ''numéro de sécurité sociale'' = ANY(f.words))',
                c.model, c.name, c.place, c.about, c.said, c.model, c.name) USING place;
            GET DIAGNOSTICS made = ROW_COUNT;
            found_in_all := found_in_all + made;
        END LOOP;
        RETURN found_in_all;
    END $_$;
CREATE FUNCTION public.followed_elsewhere(asked bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        SELECT DISTINCT other.territory_id
        FROM ppde_fingerprint mine
        JOIN territories_territory here ON here.id = mine.territory_id
        JOIN ppde_fingerprint other ON other.mark = mine.mark AND other.territory_id <> mine.territory_id
        JOIN territories_territory there ON there.id = other.territory_id AND there.hub_id = here.hub_id
        WHERE mine.person_id = asked AND mine.territory_id = ANY((select string_to_array(nullif(current_setting('app.named', true), ''), ',')::bigint[])::bigint[])
    $$;
CREATE FUNCTION public.followed_elsewhere_from(here bigint) RETURNS TABLE(person_id bigint, peer_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        SELECT DISTINCT mine.person_id, other.territory_id
        FROM ppde_fingerprint mine
        JOIN territories_territory t ON t.id = mine.territory_id
        JOIN ppde_fingerprint other ON other.mark = mine.mark AND other.territory_id <> mine.territory_id
        JOIN territories_territory there ON there.id = other.territory_id AND there.hub_id = t.hub_id
        WHERE mine.territory_id = here AND here = ANY((select string_to_array(nullif(current_setting('app.named', true), ''), ',')::bigint[])::bigint[])
    $$;
CREATE FUNCTION public.forget_account(place bigint, who bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE emptied bigint; said text; mail text; json_said text; json_mail text; opaque text; has_twin boolean;
    is_shared boolean;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    SELECT first_name || ' ' || last_name, email INTO said, mail FROM users_user
        WHERE id = who AND NOT is_active AND erased_on IS NULL AND closed_on < current_date;
    IF length(trim(said)) > 4 IS NOT TRUE THEN
        RAISE EXCEPTION 'only a closed account is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    opaque := 'Compte fermé n° ' || who;
    json_said := trim(both '"' from to_json(said::text)::text);
    json_mail := trim(both '"' from to_json(mail::text)::text);
    has_twin := EXISTS (
        SELECT FROM users_user WHERE id <> who AND erased_on IS NULL AND first_name || ' ' || last_name = said);
    is_shared := EXISTS (SELECT FROM ppde_person WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM ppde_orientation WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM ebe_contract WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM territories_contact WHERE territory_id = place AND first_name || ' ' || last_name = said)
        OR EXISTS (SELECT FROM cle_seat WHERE territory_id = place AND holder = said);
    UPDATE territories_entry SET
        label = CASE WHEN model IN ('ppde.person', 'ppde.orientation', 'cle.seat', 'territories.contact', 'ebe.contract') THEN label ELSE left(replace(CASE WHEN (NOT has_twin OR model = 'users.user' AND object_id = who
    OR model = 'territories.membership' AND object_id IN (SELECT id FROM territories_membership WHERE user_id = who)) AND (NOT is_shared OR NOT (is_named OR model IN ('ppde.person', 'ppde.orientation', 'cle.seat', 'territories.contact', 'ebe.contract'))) THEN replace(label, said, opaque) ELSE label END, mail, opaque), 200) END,
        before = coalesce((
        SELECT jsonb_object_agg(pair.key, replace(
            CASE WHEN (NOT has_twin OR model = 'users.user' AND object_id = who
    OR model = 'territories.membership' AND object_id IN (SELECT id FROM territories_membership WHERE user_id = who)) AND ((NOT is_shared OR NOT (is_named OR model IN ('ppde.person', 'ppde.orientation', 'cle.seat', 'territories.contact', 'ebe.contract'))) OR pair.key IN ('referent', 'référent·e')) THEN replace(pair.value::text, json_said, opaque) ELSE pair.value::text END, json_mail, opaque)::jsonb)
        FROM jsonb_each(before) AS pair), '{}'),
        after = coalesce((
        SELECT jsonb_object_agg(pair.key, replace(
            CASE WHEN (NOT has_twin OR model = 'users.user' AND object_id = who
    OR model = 'territories.membership' AND object_id IN (SELECT id FROM territories_membership WHERE user_id = who)) AND ((NOT is_shared OR NOT (is_named OR model IN ('ppde.person', 'ppde.orientation', 'cle.seat', 'territories.contact', 'ebe.contract'))) OR pair.key IN ('referent', 'référent·e')) THEN replace(pair.value::text, json_said, opaque) ELSE pair.value::text END, json_mail, opaque)::jsonb)
        FROM jsonb_each(after) AS pair), '{}'),
        reason = left(replace(CASE WHEN (NOT has_twin OR model = 'users.user' AND object_id = who
    OR model = 'territories.membership' AND object_id IN (SELECT id FROM territories_membership WHERE user_id = who)) AND (NOT is_shared OR NOT (is_named OR model IN ('ppde.person', 'ppde.orientation', 'cle.seat', 'territories.contact', 'ebe.contract'))) THEN replace(reason, said, opaque) ELSE reason END, mail, opaque), 300)
        WHERE territory_id = place AND (
            strpos(label, said) > 0 OR strpos(label, mail) > 0 OR strpos(reason, said) > 0 OR strpos(reason, mail) > 0
            OR strpos(before::text, json_said) > 0 OR strpos(before::text, json_mail) > 0
            OR strpos(after::text, json_said) > 0 OR strpos(after::text, json_mail) > 0);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN emptied;
        END $$;
CREATE FUNCTION public.forget_gone(place bigint, about text, gone bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
        DECLARE emptied bigint; remaining bigint;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    IF about NOT IN ('territories.contact', 'cle.seat', 'ebe.contract', 'ppde.person') THEN
        RAISE EXCEPTION 'the journal of % is kept', about USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I WHERE id IN (SELECT unnest($1))', replace(about, '.', '_'))
        INTO remaining USING gone;
    IF remaining > 0 OR (SELECT count(DISTINCT asked) FROM unnest(gone) AS asked) <> (
        SELECT count(DISTINCT e.object_id) FROM territories_entry e
        WHERE e.territory_id = place AND e.model = about AND e.verb = 'delete'
          AND e.object_id = ANY(gone))
    THEN
        RAISE EXCEPTION 'only what was deleted is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE territories_entry SET label = CASE about WHEN 'territories.contact' THEN 'Contact supprimé' WHEN 'cle.seat' THEN 'Siège supprimé'
    WHEN 'ebe.contract' THEN 'Contrat supprimé' ELSE 'Dossier supprimé' END, before = '{}', after = '{}',
        reason = CASE WHEN reason IN ('import d’un tableur', 'import d’un tableur annulé') THEN reason ELSE '' END
        WHERE territory_id = place AND model = about AND object_id = ANY(gone);
    GET DIAGNOSTICS emptied = ROW_COUNT;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN emptied;
        END $_$;
CREATE FUNCTION public.forget_invitation(place bigint, which bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE emptied bigint;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    IF NOT EXISTS (
        SELECT FROM territories_invitation WHERE id = which AND territory_id = place
        AND (accepted_at IS NOT NULL OR revoked_at IS NOT NULL OR expires_at < now()))
    THEN
        RAISE EXCEPTION 'only an invitation that is over is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE territories_entry SET label = 'Invitation n° ' || which, before = before - 'email', after = after - 'email'
        WHERE territory_id = place AND model = 'territories.invitation' AND object_id = which;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN emptied;
        END $$;
CREATE FUNCTION public.forget_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    BEGIN
        EXECUTE (
            SELECT format('DELETE FROM ppde_personkey WHERE territory_id = ANY(%L::bigint[]) AND person_id + 0 = ANY(%L::bigint[])',
                          array_agg(DISTINCT gone.territory_id), array_agg(gone.id))
            FROM gone);
        DELETE FROM ppde_fingerprint f USING gone WHERE f.person_id = gone.id AND f.territory_id = gone.territory_id;
        RETURN NULL;
    END $$;
CREATE FUNCTION public.forget_marks(forgotten bigint, line bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE place bigint;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    SELECT l.territory_id INTO place FROM ppde_eliminationline l JOIN ppde_elimination e ON e.id = l.elimination_id
    WHERE l.id = line AND l.person_id = forgotten AND l.done_at IS NULL AND l.kept_because = '' AND e.state = 'approved';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'marks are forgotten for the person of an approved line of elimination only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM ppde_fingerprint WHERE person_id = forgotten AND territory_id = place;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN true;
        END $$;
CREATE FUNCTION public.found_words(said text, pattern text) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
    DECLARE
        plain text := plain_words(said);
    BEGIN
        IF plain ~ pattern THEN
            RETURN (SELECT array_agg(DISTINCT left(hit[1], 40)) FROM regexp_matches(plain, pattern, 'g') AS hit);
        END IF;
        RETURN '{}';
    END $$;
CREATE FUNCTION public.heard_of(last_name text, first_name text, phone text, email text, OUT keys text[], OUT last_sound text, OUT first_sound text, OUT digits text) RETURNS record
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
    DECLARE
        l text := plain_words(last_name);
        f text := plain_words(first_name);
        last_whole text := replace(l, ' ', '');
        first_whole text := replace(f, ' ', '');
        words text[] := string_to_array(l || ' ' || f, ' ');
        word text;
        sound text;
        told text[];
    BEGIN
        IF l <> last_whole THEN words := words || last_whole; END IF;
        IF f <> first_whole THEN words := words || first_whole; END IF;
        last_sound := name_sound(last_whole);
        first_sound := name_sound(first_whole);
        digits := phone_digits(phone);
        keys := '{}';
        FOREACH word IN ARRAY words LOOP
            CONTINUE WHEN word = '';
            sound := CASE word WHEN last_whole THEN last_sound WHEN first_whole THEN first_sound ELSE name_sound(word) END;
            told := ARRAY['b' || left(word, 3)];
            IF sound <> '' THEN told := told || left('s' || sound, 120); END IF;
            IF length(word) > 3 THEN told := told || ('e' || right(word, 3)); END IF;
            -- Two words that begin alike tell one key.
            IF keys && told THEN told := ARRAY(SELECT unnest(told) EXCEPT SELECT unnest(keys)); END IF;
            keys := keys || told;
        END LOOP;
        IF digits <> '' THEN keys := keys || ('p' || digits); END IF;
        IF email <> '' THEN keys := keys || left('m' || lower(email), 120); END IF;
    END $$;
CREATE FUNCTION public.holds_nir(said text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
                SELECT length(said) > 12 AND said ~ '[0-9０-９٠-٩۰-۹](?:[^0-9０-９٠-٩۰-۹]{0,8}[0-9０-９٠-٩۰-۹]){11}'
                    AND plain_holds_nir(CASE WHEN said ~ '[０-９٠-٩۰-۹­͏؜᠎​‌‍‎‏‪‫‬‭‮⁠⁡⁢⁣⁤⁦⁧⁨⁩︎️﻿]' THEN translate(said, '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹­͏؜᠎​‌‍‎‏‪‫‬‭‮⁠⁡⁢⁣⁤⁦⁧⁨⁩︎️﻿', '012345678901234567890123456789') ELSE said END)
            $$;
CREATE FUNCTION public.is_without_names(old text, new text, most integer) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $$
    DECLARE
        put CONSTANT text := '[personne effacée]';
        whole text := new;
        is_cut boolean := coalesce(length(new) >= most, false);
        n int;
    BEGIN
        IF is_cut THEN
            FOR i IN REVERSE length(put) - 1 .. 1 LOOP
                IF right(new, i) = left(put, i) THEN
                    whole := left(new, -i) || put;
                    EXIT;
                END IF;
            END LOOP;
        END IF;
        n := (length(whole) - length(replace(whole, put, ''))) / length(put);
        RETURN n > 0
            AND (is_cut OR length(old) <= length(whole) + n * 200)
            AND old LIKE replace(replace(replace(replace(whole, '\', '\\'), '%', '\%'), '_', '\_'), put, '_%')
                || CASE WHEN is_cut THEN '%' ELSE '' END;
    END $$;
CREATE FUNCTION public.keep_approved_minutes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF OLD.minutes_state = 'approved'
           AND (NEW.minutes IS DISTINCT FROM OLD.minutes AND NEW.minutes IS DISTINCT FROM without_nir(OLD.minutes) AND NOT (coalesce(current_setting('app.erasing', true), '') = 'on'
                         AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID))
                OR NEW.minutes_state IS DISTINCT FROM 'approved')
        THEN
            RAISE EXCEPTION 'approved minutes are immutable' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.keep_eligibility_criterion() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
           OR EXISTS (SELECT FROM ppde_eligibilityrule r WHERE r.id = OLD.rule_id AND r.valid_from <= current_date)
           OR EXISTS (SELECT FROM ppde_eligibilityprecision p
                      WHERE p.id = OLD.precision_id AND p.valid_from <= current_date)
        THEN
            RAISE EXCEPTION 'a version of the criteria is never rewritten: prepare the next one'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$;
CREATE FUNCTION public.keep_eligibility_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' OR OLD.valid_from <= current_date THEN
            RAISE EXCEPTION 'a version of the criteria is never rewritten: prepare the next one'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$;
CREATE FUNCTION public.keep_staged_batch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DECLARE
        named text := current_setting('app.named', true);
        is_held boolean;
    BEGIN
        -- Every row of the import, whoever may read them.
        PERFORM set_config('app.named', OLD.territory_id::text, true);
        is_held := EXISTS (SELECT FROM territories_stagedrow WHERE batch_id = OLD.id);
        PERFORM set_config('app.named', coalesce(named, ''), true);
        IF is_held THEN
            RAISE EXCEPTION 'import % still holds rows', OLD.id USING ERRCODE = 'foreign_key_violation';
        END IF;
        RETURN NULL;
    END $$;
CREATE FUNCTION public.keep_volunteer_date() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF OLD.draw IS DISTINCT FROM NEW.draw
           OR (OLD.volunteer_on IS NOT NULL
               AND (OLD.volunteer_on IS DISTINCT FROM NEW.volunteer_on
                    OR OLD.volunteer_recorded_at IS DISTINCT FROM NEW.volunteer_recorded_at)
               AND (coalesce(current_setting('app.correction', true), '') <> 'on' OR NOT EXISTS (
                   SELECT FROM ppde_rankact a
                   WHERE a.person_id = OLD.id AND a.before_on = OLD.volunteer_on
                     AND a.after_on = NEW.volunteer_on AND a.after_at = NEW.volunteer_recorded_at)
                   AND (NEW.volunteer_on IS NOT NULL OR NEW.volunteer_recorded_at IS NOT NULL OR NOT EXISTS (
                       SELECT FROM ppde_journeyevent e
                       JOIN ppde_journeyevent c ON c.territory_id = e.territory_id AND c.corrects_id = e.id
                       WHERE e.territory_id = OLD.territory_id AND e.person_id = OLD.id AND e.kind = 'volunteer'
                         AND e."on" = OLD.volunteer_on AND c.person_id = OLD.id AND c.kind = 'note' AND c.reason <> ''))))
        THEN
            RAISE EXCEPTION 'the volunteer date is immutable: record a correction'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.known_before_hired() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
            DECLARE
                known date;
            BEGIN
                -- Of two files made one, the first contact is the older one, written once the contracts are handed over.
                IF coalesce(current_setting('app.merge', true), '') = 'on' THEN
                    RETURN NEW;
                END IF;
                SELECT p.identified_on INTO known FROM ppde_person p
                WHERE p.territory_id = NEW.territory_id AND p.id = NEW.person_id;
                IF NEW.starts_on < known THEN
                    RAISE EXCEPTION 'known_before_hired: begins on %, known since %', NEW.starts_on, known
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'known_before_hired';
                END IF;
                RETURN NEW;
            END $$;
CREATE FUNCTION public.known_before_signing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        known date := NEW.identified_on;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            -- A merge, or an act that undoes another, gives back a date that was accepted in its time.
            IF EXISTS (
                SELECT FROM ppde_rankact a
                WHERE a.territory_id = NEW.territory_id AND a.person_id = NEW.id AND a.after_on = NEW.volunteer_on
                  AND a.after_at = NEW.volunteer_recorded_at AND (a.kind = 'merge' OR a.undoes_id IS NOT NULL)
            ) THEN
                RETURN NEW;
            END IF;
            -- What the facts say beside the act itself. A file that does not tell when it was opened refuses none.
            SELECT CASE WHEN bool_or(e.kind = 'identified') THEN min(e."on") END INTO known
            FROM ppde_journeyevent e
            WHERE e.territory_id = NEW.territory_id AND e.person_id = NEW.id AND e.kind <> 'volunteer'
              AND NOT EXISTS (
                  SELECT FROM ppde_journeyevent c WHERE c.territory_id = e.territory_id AND c.corrects_id = e.id);
        END IF;
        IF NEW.volunteer_on < known THEN
            RAISE EXCEPTION 'known_before_signing: signed on %, known since %', NEW.volunteer_on, known
                USING ERRCODE = 'check_violation', CONSTRAINT = 'known_before_signing';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.legal_figure(hub bigint, subject text, day date) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
        SELECT value FROM territories_legalfigure WHERE territory_id = hub AND what = subject
        ORDER BY valid_from > day, CASE WHEN valid_from > day THEN valid_from - day ELSE day - valid_from END
        LIMIT 1
    $$;
CREATE FUNCTION public.log_reading() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO ppde_reading (territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows)
            SELECT territory_id, NULL, NULL, user_id, at, 'export', model, reason, false, (after->>'rows')::integer
            FROM written WHERE verb = 'export' AND is_named;
        INSERT INTO ppde_reading (territory_id, person_id, number, user_id, at, kind, verb, reason, is_referent, rows)
            SELECT e.territory_id, p.id, p.number, e.user_id, e.at, 'change', e.verb, e.reason,
                   coalesce(p.referent_id = e.user_id, false), NULL
            FROM written e JOIN ppde_person p ON p.id = e.object_id
            WHERE e.model = 'ppde.person' AND NOT (e.verb = 'export' AND e.is_named);
        RETURN NULL;
    END $$;
CREATE FUNCTION public.name_sound(word text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
    DECLARE
        s text := replace(replace(replace(replace(replace(translate(word, '0123456789 ', ''),
            'ph', 'f'), 'qu', 'k'), 'ch', 'x'), 'ce', 'se'), 'ci', 'si');
        rest text;
    BEGIN
        IF s ~ '(.)\1' THEN s := regexp_replace(s, '(.)\1+', '\1', 'g'); END IF;
        s := translate(s, 'cqzywh', 'kksiv');
        rest := translate(substr(s, 2), 'aeiou', '');
        IF rest ~ '(.)\1' THEN rest := regexp_replace(rest, '(.)\1+', '\1', 'g'); END IF;
        RETURN left(s, 1) || rest;
    END $$;
CREATE FUNCTION public.nir_by_its_key(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
            DECLARE
                found text;
                bare text;
            BEGIN
                FOR found IN SELECT m[1] FROM regexp_matches(said, '([1-478](?<!\d[1-478])(?<!\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*][1-478])(?<!\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*][\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*][1-478])(?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}\d){5}[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}[\dABab](?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}\d){8}(?![\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}\d))', 'g') AS m LOOP
                    bare := upper(regexp_replace(found, '[^0-9A-Za-z]', '', 'g'));
                    IF bare ~ '^[1-478]\d\d(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)(?:\d\d|2[AB])\d{8}$'
                       AND 97 - replace(replace(left(bare, 13), '2A', '19'), '2B', '18')::bigint % 97 = right(bare, 2)::bigint
                    THEN RETURN found; END IF;
                END LOOP;
                RETURN NULL;
            END $_$;
CREATE FUNCTION public.note_cle_attendance() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."status" , o."seat_id" , o."meeting_id" ) is distinct from row(n."status" , n."seat_id" , n."meeting_id" ) then least((select (r.starts_at at time zone 'Europe/Paris')::date from cle_meeting r where r.id = o.meeting_id), (select (r.starts_at at time zone 'Europe/Paris')::date from cle_meeting r where r.id = n.meeting_id)) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, (select (r.starts_at at time zone 'Europe/Paris')::date from cle_meeting r where r.id = n.meeting_id) AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, (select (r.starts_at at time zone 'Europe/Paris')::date from cle_meeting r where r.id = o.meeting_id) AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_cle_meeting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."starts_at" , o."state" , o."committee_id" ) is distinct from row(n."starts_at" , n."state" , n."committee_id" ) then least(case when o.state = 'held' then (o.starts_at at time zone 'Europe/Paris')::date end, case when n.state = 'held' then (n.starts_at at time zone 'Europe/Paris')::date end) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, case when n.state = 'held' then (n.starts_at at time zone 'Europe/Paris')::date end AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, case when o.state = 'held' then (o.starts_at at time zone 'Europe/Paris')::date end AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_cle_seat() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(lower(o.period), o."votes" , o."college" , o."committee_id" ) is distinct from row(lower(n.period), n."votes" , n."college" , n."committee_id" ) then least(lower(o.period), lower(n.period)) end, case when row(upper(o.period)) is distinct from row(upper(n.period)) then least(upper(o.period), upper(n.period)) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, lower(n.period) AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, lower(o.period) AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ebe_cderate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."valid_from" , o."full_time_hours" ) is distinct from row(n."valid_from" , n."full_time_hours" ) then least(date '1900-01-01', date '1900-01-01') end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, date '1900-01-01' AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, date '1900-01-01' AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ebe_cdestatement() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."month" , o."state_amount" , o."local_amount" ) is distinct from row(n."month" , n."state_amount" , n."local_amount" ) then least(o.month, n.month) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.month AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.month AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ebe_contract() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."starts_on" , o."from_privation" , o."person_id" ) is distinct from row(n."starts_on" , n."from_privation" , n."person_id" ) then least(o.starts_on, n.starts_on) end, case when row(o."ends_on" , o."leaving" ) is distinct from row(n."ends_on" , n."leaving" ) then least(o.ends_on, n.ends_on) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.starts_on AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.starts_on AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ebe_contracthours() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(lower(o.period), o."weekly_hours" ) is distinct from row(lower(n.period), n."weekly_hours" ) then least(lower(o.period), lower(n.period)) end, case when row(upper(o.period)) is distinct from row(upper(n.period)) then least(upper(o.period), upper(n.period)) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, lower(n.period) AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, lower(o.period) AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ebe_monthlyreturn() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o.*) is distinct from row(n.*) then least(o.month, n.month) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.month AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.month AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_evaluation_waitrule() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."valid_from" , o."months" ) is distinct from row(n."valid_from" , n."months" ) then least(o.valid_from, n.valid_from) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.valid_from AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.valid_from AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_eligibilityreview() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."outcome" , o."decided_on" , o."person_id" ) is distinct from row(n."outcome" , n."decided_on" , n."person_id" ) then least(o.decided_on, n.decided_on) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.decided_on AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.decided_on AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_followup() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."done_on" , o."result" , o."months" ) is distinct from row(n."done_on" , n."result" , n."months" ) then least(o.done_on, n.done_on) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.done_on AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.done_on AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_journeyevent() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."kind" , o."on" , o."corrects_id" , o."person_id" ) is distinct from row(n."kind" , n."on" , n."corrects_id" , n."person_id" ) then least(case when o.kind = 'proposal' then o."on" when o.corrects_id is not null then
            (select c."on" from ppde_journeyevent c where c.id = o.corrects_id and c.kind = 'proposal') end, case when n.kind = 'proposal' then n."on" when n.corrects_id is not null then
            (select c."on" from ppde_journeyevent c where c.id = n.corrects_id and c.kind = 'proposal') end) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, case when n.kind = 'proposal' then n."on" when n.corrects_id is not null then
            (select c."on" from ppde_journeyevent c where c.id = n.corrects_id and c.kind = 'proposal') end AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, case when o.kind = 'proposal' then o."on" when o.corrects_id is not null then
            (select c."on" from ppde_journeyevent c where c.id = o.corrects_id and c.kind = 'proposal') end AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_mobilityfile() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."consented_on" ) is distinct from row(n."consented_on" ) then least(o.consented_on, n.consented_on) end, case when row(o."closed_on" , o."closing" ) is distinct from row(n."closed_on" , n."closing" ) then least(o.closed_on, n.closed_on) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.consented_on AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.consented_on AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_mobilitytrial() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(lower(o.period), o."person_id" ) is distinct from row(lower(n.period), n."person_id" ) then least(lower(o.period), lower(n.period)) end, case when row(upper(o.period), o."result" ) is distinct from row(upper(n.period), n."result" ) then least(upper(o.period), upper(n.period)) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, lower(n.period) AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, lower(o.period) AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_outcome() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."on" , o."kind" , o."person_id" ) is distinct from row(n."on" , n."kind" , n."person_id" ) then least(o."on", n."on") end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n."on" AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o."on" AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_pause() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(lower(o.period), o."person_id" ) is distinct from row(lower(n.period), n."person_id" ) then least(lower(o.period), lower(n.period)) end, case when row(upper(o.period)) is distinct from row(upper(n.period)) then least(upper(o.period), upper(n.period)) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, lower(n.period) AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, lower(o.period) AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_person() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."identified_on" , o."territory_id" , o."sex" , o."birth_year" , o."duration" , o."origin" , o."district_id" , o."france_travail" ) is distinct from row(n."identified_on" , n."territory_id" , n."sex" , n."birth_year" , n."duration" , n."origin" , n."district_id" , n."france_travail" ) then least(o.identified_on, n.identified_on) end, case when row(o."met_on" ) is distinct from row(n."met_on" ) then least(o.met_on, n.met_on) end, case when row(o."interviewed_on" ) is distinct from row(n."interviewed_on" ) then least(o.interviewed_on, n.interviewed_on) end, case when row(o."volunteer_on" ) is distinct from row(n."volunteer_on" ) then least(o.volunteer_on, n.volunteer_on) end, case when row(o."eligible_on" ) is distinct from row(n."eligible_on" ) then least(o.eligible_on, n.eligible_on) end, case when row(o."first_proposal_on" ) is distinct from row(n."first_proposal_on" ) then least(o.first_proposal_on, n.first_proposal_on) end, case when row(o."outcome_on" ) is distinct from row(n."outcome_on" ) then least(o.outcome_on, n.outcome_on) end, case when row(o."outcome_kind" ) is distinct from row(n."outcome_kind" ) then least(o.outcome_on, n.outcome_on) end, case when row(o."outcome_kind" = 'duplicate') is distinct from row(n."outcome_kind" = 'duplicate') then least(o.identified_on, n.identified_on) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n.identified_on AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o.identified_on AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_rankact() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."before_on" , o."after_on" , o."kind" , o."person_id" ) is distinct from row(n."before_on" , n."after_on" , n."kind" , n."person_id" ) then least(least(o.before_on, o.after_on), least(n.before_on, n.after_on)) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(n.before_on, n.after_on) AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, least(o.before_on, o.after_on) AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_return() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."on" , o."effect" , o."person_id" , o."outcome_id" ) is distinct from row(n."on" , n."effect" , n."person_id" , n."outcome_id" ) then least(o."on", n."on") end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n."on" AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o."on" AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_ppde_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."starts_at" , o."state" , o."anonymous" ) is distinct from row(n."starts_at" , n."state" , n."anonymous" ) then least(case when o.state = 'held' and o.anonymous > 0 then (o.starts_at at time zone 'Europe/Paris')::date end, case when n.state = 'held' and n.anonymous > 0 then (n.starts_at at time zone 'Europe/Paris')::date end) end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, case when n.state = 'held' and n.anonymous > 0 then (n.starts_at at time zone 'Europe/Paris')::date end AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, case when o.state = 'held' and o.anonymous > 0 then (o.starts_at at time zone 'Europe/Paris')::date end AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_territories_estimate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."on" , o."persons" ) is distinct from row(n."on" , n."persons" ) then least(o."on", n."on") end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, n."on" AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, o."on" AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_territories_phase() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(lower(o.period), o."kind" ) is distinct from row(lower(n.period), n."kind" ) then least(date '1900-01-01', date '1900-01-01') end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, date '1900-01-01' AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, date '1900-01-01' AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.note_territories_target() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, least(case when row(o."year" , o."destination" , o."jobs" ) is distinct from row(n."year" , n."destination" , n."jobs" ) then least(date '1900-01-01', date '1900-01-01') end) AS since FROM replaced o JOIN written n USING (id)) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSIF TG_OP = 'INSERT' THEN
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT n.territory_id, date '1900-01-01' AS since FROM written n) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            ELSE
                INSERT INTO evaluation_stalefigures (territory_id, since)
        SELECT territory_id, min(since) FROM (SELECT o.territory_id, date '1900-01-01' AS since FROM replaced o) touched
        -- The database counts days in UTC: on the last one of a month, the next has begun here.
        WHERE since < date_trunc('month', current_date + 1)::date GROUP BY territory_id;
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.one_chair() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
            DECLARE
                mine cle_seat;
            BEGIN
                IF TG_OP = 'UPDATE' AND OLD.rank = 'chair' AND OLD.committee_id = NEW.committee_id
                   AND NEW.period <@ OLD.period THEN
                    RETURN NULL;
                END IF;
                SELECT * INTO mine FROM cle_seat WHERE id = NEW.id AND rank = 'chair';
                IF NOT FOUND THEN
                    RETURN NULL;
                END IF;
                -- Two colleagues at once: the second waits, then sees what the first wrote.
                PERFORM 1 FROM cle_committee WHERE id = mine.committee_id FOR NO KEY UPDATE;
                IF EXISTS (SELECT FROM cle_seat WHERE committee_id = mine.committee_id AND rank = 'chair'
                           AND id <> mine.id AND period && mine.period) THEN
                    RAISE EXCEPTION 'one_chair: a committee has one presidency on a day'
                        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_chair';
                END IF;
                RETURN NULL;
            END $$;
CREATE FUNCTION public.person_keys(last_name text, first_name text, phone text, email text) RETURNS SETOF text
    LANGUAGE sql STABLE ROWS 10 PARALLEL SAFE
    AS $$
        SELECT unnest(keys) FROM heard_of(last_name, first_name, phone, email)
    $$;
CREATE FUNCTION public.person_of(kept text, key bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $_$
    DECLARE said jsonb;
    BEGIN
        PERFORM FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(kept)) AND attname = 'id';
        IF key IS NULL OR NOT FOUND THEN RETURN NULL; END IF;
        EXECUTE format('SELECT to_jsonb(x) FROM %I AS x WHERE x.id = $1', kept) INTO said USING key;
        RETURN CASE kept
            WHEN 'ppde_person' THEN (said ->> 'id')::bigint
            WHEN 'territories_entry' THEN
                person_of(replace(said ->> 'model', '.', '_'), (said ->> 'object_id')::bigint)
            WHEN 'ebe_contracthours' THEN person_of('ebe_contract', (said ->> 'contract_id')::bigint)
            WHEN 'ppde_mobilitystep' THEN person_of('ppde_mobilityfile', (said ->> 'mobility_id')::bigint)
            WHEN 'ppde_trainingpresence' THEN person_of('ppde_enrolment', (said ->> 'enrolment_id')::bigint)
            ELSE (said ->> 'person_id')::bigint
        END;
    END $_$;
CREATE FUNCTION public.persons_named(here bigint, word text) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE ROWS 20
    AS $$
    DECLARE
        keys text[] := ARRAY(SELECT word_keys(word));
        sound text := 's' || name_sound(word);
    BEGIN
        RETURN QUERY SELECT p.id
        FROM (
            SELECT sharing.person_id, bool_or(said.key = sound) AS sounds
            FROM unnest(keys) AS said (key), LATERAL (
                SELECT k.person_id FROM ppde_personkey k WHERE k.territory_id = here AND k.key = said.key OFFSET 0
            ) sharing
            GROUP BY sharing.person_id
        ) found JOIN ppde_person p ON p.id = found.person_id AND p.territory_id = here
        WHERE word_similarity(word, plain_words(p.last_name || ' ' || p.first_name)) >= CASE WHEN sounds THEN 0.25 ELSE 0.5 END;
        -- One or two letters are too few to sound like anything: the beginning of a word.
        IF length(word) < 3 THEN
            RETURN QUERY SELECT p.id FROM ppde_person p
            WHERE p.territory_id = here
              AND ' ' || plain_words(p.last_name || ' ' || p.first_name) LIKE '% ' || word || '%';
        END IF;
    END $$;
CREATE FUNCTION public.phone_digits(phone text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
    DECLARE
        d text := translate(phone, ' .-/()+', '');
    BEGIN
        IF d ~ '[^0-9]' THEN d := regexp_replace(d, '[^0-9]', '', 'g'); END IF;
        RETURN CASE WHEN length(d) >= 9 THEN right(d, 9) ELSE '' END;
    END $$;
CREATE FUNCTION public.plain_holds_nir(said text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
            BEGIN
                RETURN said ~ '(?<![0-9A-Za-z])[1-478][\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:(?:\d\d|2[ABab])[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}|9[78]\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}(?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)?(?!\d)' OR said ~ '[Nn](?:[Ii][Rr]|[Ss][Ss])[1-478][\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:(?:\d\d|2[ABab])[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}|9[78]\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}(?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)?(?!\d)'
                    OR said ~ '[1-478](?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}\d){5}[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}[\dABab](?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-,;|*]{0,2}\d){8}' AND nir_by_its_key(said) IS NOT NULL;
            END $$;
CREATE FUNCTION public.plain_words(said text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT btrim(regexp_replace(lower(unaccent(said)), '[^a-z0-9]+', ' ', 'g'))
    $$;
CREATE FUNCTION public.ppde_consent_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.proof, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('proof', coalesce(w.proof, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.consent', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.proof, '')) IS DISTINCT FROM (coalesce(o.proof, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('proof', coalesce(w.proof, ''), coalesce(o.proof, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.consent', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_eliminationline_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.kept_because, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('kept_because', coalesce(w.kept_because, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.eliminationline', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.kept_because, '')) IS DISTINCT FROM (coalesce(o.kept_because, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('kept_because', coalesce(w.kept_because, ''), coalesce(o.kept_because, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.eliminationline', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_following_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '' OR coalesce(w.word, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), ''), ('word', coalesce(w.word, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.following', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, ''), coalesce(w.word, '')) IS DISTINCT FROM (coalesce(o.reason, ''), coalesce(o.word, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, '')), ('word', coalesce(w.word, ''), coalesce(o.word, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.following', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_inquiry_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.inquiry', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.inquiry', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_journeyevent_asked_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT author_id AS key FROM written WHERE author_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM users_user p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of ppde_journeyevent names in author_id what is not in users_user'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_journeyevent_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE CASE WHEN w.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion') THEN w.text ELSE '' END <> '' OR w.reason <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('text', CASE WHEN w.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion') THEN w.text ELSE '' END, ''), ('reason', w.reason, '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.journeyevent', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (CASE WHEN w.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion') THEN w.text ELSE '' END, w.reason) IS DISTINCT FROM (CASE WHEN o.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion') THEN o.text ELSE '' END, o.reason))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('text', CASE WHEN w.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion') THEN w.text ELSE '' END, CASE WHEN o.kind IN ('identified', 'contact', 'reminder', 'note', 'collective_meeting', 'permanence', 'interview', 'workshop', 'visit', 'training', 'immersion') THEN o.text ELSE '' END), ('reason', w.reason, o.reason)) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.journeyevent', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_merge_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.kept_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.merge', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.kept_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.merge', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_mobilityfile_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.project, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('project', coalesce(w.project, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.mobilityfile', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.project, '')) IS DISTINCT FROM (coalesce(o.project, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('project', coalesce(w.project, ''), coalesce(o.project, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.mobilityfile', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_mobilitystep_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.text, '') <> '' OR coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, (SELECT m.person_id FROM ppde_mobilityfile m WHERE m.id = w.mobility_id) AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), ''), ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.mobilitystep', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.text, ''), coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.text, ''), coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, (SELECT m.person_id FROM ppde_mobilityfile m WHERE m.id = w.mobility_id) AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), coalesce(o.text, '')), ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.mobilitystep', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_orientation_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.contact_preference, '') <> '' OR coalesce(w.closed_reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('contact_preference', coalesce(w.contact_preference, ''), ''), ('closed_reason', coalesce(w.closed_reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.orientation', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.contact_preference, ''), coalesce(w.closed_reason, '')) IS DISTINCT FROM (coalesce(o.contact_preference, ''), coalesce(o.closed_reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('contact_preference', coalesce(w.contact_preference, ''), coalesce(o.contact_preference, '')), ('closed_reason', coalesce(w.closed_reason, ''), coalesce(o.closed_reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.orientation', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_person_asked_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT territory_id AS key FROM written WHERE territory_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM territories_territory p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of ppde_person names in territory_id what is not in territories_territory'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_person_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.comment, '') <> '' OR coalesce(w.contact_preference, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('comment', coalesce(w.comment, ''), ''), ('contact_preference', coalesce(w.contact_preference, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.person', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.comment, ''), coalesce(w.contact_preference, '')) IS DISTINCT FROM (coalesce(o.comment, ''), coalesce(o.contact_preference, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('comment', coalesce(w.comment, ''), coalesce(o.comment, '')), ('contact_preference', coalesce(w.contact_preference, ''), coalesce(o.contact_preference, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.person', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_rankact_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.rankact', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.rankact', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_reading_asked_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT user_id AS key FROM written WHERE user_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM users_user p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of ppde_reading names in user_id what is not in users_user'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT territory_id AS key FROM written WHERE territory_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM territories_territory p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of ppde_reading names in territory_id what is not in territories_territory'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_reading_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.reading', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.reading', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_readingalert_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.note, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.readingalert', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.note, '')) IS DISTINCT FROM (coalesce(o.note, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), coalesce(o.note, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.readingalert', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_return_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.return', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.return', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_rightsrequest_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.details, '') <> '' OR coalesce(w.extension_reason, '') <> '' OR coalesce(w.answer, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('details', coalesce(w.details, ''), ''), ('extension_reason', coalesce(w.extension_reason, ''), ''), ('answer', coalesce(w.answer, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.rightsrequest', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.details, ''), coalesce(w.extension_reason, ''), coalesce(w.answer, '')) IS DISTINCT FROM (coalesce(o.details, ''), coalesce(o.extension_reason, ''), coalesce(o.answer, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('details', coalesce(w.details, ''), coalesce(o.details, '')), ('extension_reason', coalesce(w.extension_reason, ''), coalesce(o.extension_reason, '')), ('answer', coalesce(w.answer, ''), coalesce(o.answer, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.rightsrequest', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_schemerequest_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.result, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('result', coalesce(w.result, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.schemerequest', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.result, '')) IS DISTINCT FROM (coalesce(o.result, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, w.person_id AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('result', coalesce(w.result, ''), coalesce(o.result, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.schemerequest', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_session_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.session', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, '')) IS DISTINCT FROM (coalesce(o.title, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.session', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.ppde_trainingsession_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.cancelled_reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('cancelled_reason', coalesce(w.cancelled_reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.trainingsession', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.cancelled_reason, '')) IS DISTINCT FROM (coalesce(o.cancelled_reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('cancelled_reason', coalesce(w.cancelled_reason, ''), coalesce(o.cancelled_reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'ppde.trainingsession', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.proposal_ends() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.reply = 'waiting' OR (NEW.reply = 'accepted' AND NEW.left_at IS NULL) THEN
            NEW.ended_on := NULL;
        ELSIF NEW.ended_on IS NULL THEN
            NEW.ended_on := CASE TG_OP
                WHEN 'INSERT' THEN
                    coalesce((NEW.left_at AT TIME ZONE 'Europe/Paris')::date, NEW.replied_on, NEW.proposed_on)
                ELSE coalesce(OLD.ended_on, (now() AT TIME ZONE 'Europe/Paris')::date) END;
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.proposal_is_known(place bigint, ended date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT ended IS NULL OR ended + make_interval(months => coalesce((
            SELECT r.months FROM territories_territory t
            JOIN ppde_durationrule r ON r.territory_id IN (t.id, t.hub_id)
            WHERE t.id = place AND r.what = 'proposees' AND r.valid_from <= (now() AT TIME ZONE 'Europe/Paris')::date
            ORDER BY (r.territory_id = t.id) DESC, r.valid_from DESC, r.id DESC LIMIT 1
        ), 3)) >= (now() AT TIME ZONE 'Europe/Paris')::date
    $$;
CREATE FUNCTION public.purge_readings(place bigint, before timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE gone bigint;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    IF before > now() - interval '6 months' THEN
        RAISE EXCEPTION 'readings are kept six months at least' USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM ppde_reading WHERE territory_id = place AND at < before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
        INSERT INTO territories_entry (territory_id, at, verb, model, label, before, after, reason, is_named)
        VALUES (place, now(), 'delete', 'ppde.reading', 'Consultations plus anciennes que la durée fixée', '{}',
                jsonb_build_object('lignes', gone, 'avant le', before::date), 'durée de conservation', false);
    END IF;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN gone;
        END $$;
CREATE FUNCTION public.refuse_beyond_the_law() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.other_percent NOT BETWEEN 0 AND legal_figure(NEW.territory_id, 'autres_max', NEW.valid_from)
            OR NEW.local_percent NOT BETWEEN 0 AND 100 OR NEW.start_up_percent NOT BETWEEN 0 AND 100
            OR NEW.monthly_hours <= 0 OR NEW.full_time_hours <= 0 THEN
            RAISE EXCEPTION 'a term of the rate is out of its bounds' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.refuse_deletion() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'a row of % is never deleted: history names it', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
CREATE FUNCTION public.refuse_no_smic() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.hourly <= 0 THEN
            RAISE EXCEPTION 'a SMIC is above zero' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.refuse_out_of_bounds() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF NEW.state_percent NOT BETWEEN legal_figure(NEW.territory_id, 'etat_min', NEW.valid_from)
                                     AND legal_figure(NEW.territory_id, 'etat_max', NEW.valid_from) THEN
            RAISE EXCEPTION 'the share of the State is out of its bounds' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.refuse_rewrite() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_LEVEL = 'ROW' AND coalesce(current_setting('app.erasing', true), '') = 'on'
           AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
        THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND coalesce(current_setting('app.merge', true), '') = 'on'
           AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'table % is append-only: a correction is a new row', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
CREATE FUNCTION public.replace_text(place bigint, about bigint, subject text, item bigint, old text, new text, who bigint, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE quoted_old text := to_jsonb(old)::text; quoted_new text := to_jsonb(new)::text;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
        INSERT INTO territories_entry
            (territory_id, user_id, at, verb, model, object_id, label, before, after, reason, is_named)
            VALUES (place, who, now(), 'review', CASE WHEN about IS NULL THEN subject ELSE 'ppde.person' END,
                    coalesce(about, item),
                    coalesce((SELECT left(first_name || ' ' || last_name, 200) FROM ppde_person WHERE id = about), 'Texte relu'),
                    '{}', '{"texte": "remplacé partout"}', why, about IS NOT NULL);
        -- Both at once: a row that holds another social security number is taken without any, or not at all.
        UPDATE ppde_journeyevent SET
            text = CASE WHEN text = old THEN new ELSE left(without_nir(text), 300) END,
            reason = CASE WHEN reason = old THEN new ELSE left(without_nir(reason), 300) END
            WHERE person_id = about AND old IN (text, reason);
        UPDATE ppde_rankact SET reason = new WHERE person_id = about AND reason = old;
        UPDATE ppde_consent SET proof = left(new, 200) WHERE person_id = about AND proof = old;
        UPDATE ppde_reading SET reason = new WHERE (person_id = about OR subject = 'ppde.reading' AND id = item) AND reason = old;
        
            UPDATE ebe_returncorrection SET
                before = CASE WHEN before = old THEN new ELSE left(without_nir(before), 300) END,
                after = CASE WHEN after = old THEN new ELSE left(without_nir(after), 300) END,
                reason = CASE WHEN reason = old THEN new ELSE left(without_nir(reason), 300) END
            WHERE old IN (before, after, reason)
              AND (subject = 'ebe.returncorrection' AND id = item OR subject = 'ebe.monthlyreturn' AND monthly_id = item);
            
        UPDATE territories_entry SET
            before = replace(before::text, quoted_old, quoted_new)::jsonb,
            after = replace(after::text, quoted_old, quoted_new)::jsonb,
            reason = CASE WHEN reason = old THEN new ELSE reason END
            WHERE territory_id = place
              AND (model = 'ppde.person' AND object_id = about OR model = subject AND object_id = item
                   OR subject = 'territories.entry' AND id = item)
              AND (reason = old OR position(quoted_old in before::text) > 0 OR position(quoted_old in after::text) > 0);
        
            PERFORM set_config('app.erasing', '', true);
            RETURN ;
        END $$;
CREATE FUNCTION public.rests_on_decision() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        -- Two files made one, or taken apart: their rows are put back as they were.
        IF coalesce(current_setting('app.merge', true), '') = 'on' THEN
            RETURN NEW;
        END IF;
        IF NOT EXISTS (
            SELECT FROM cle_decision d
            WHERE d.id = NEW.decision_id AND d.territory_id = NEW.territory_id AND d.outcome = 'adopted'
              AND d.kind = ANY (TG_ARGV)
              AND NOT EXISTS (SELECT FROM cle_decision r WHERE r.rectifies_id = d.id)
        ) THEN
            RAISE EXCEPTION 'rests_on_decision: % asks for an adopted decision of this territory, of kind %',
                TG_TABLE_NAME, array_to_string(TG_ARGV, ' or ')
                USING ERRCODE = 'check_violation', CONSTRAINT = 'rests_on_decision';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION public.rewrite_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    BEGIN
        -- Most updates touch dates and states: nothing to do for them. Counted, not looked for: to find one row the planner
        -- compares each with each.
        IF 0 = (SELECT count(*) FROM written w JOIN replaced o USING (id) WHERE (w.territory_id, w.last_name, w.first_name, w.birth_year, w.phone, w.email, w.limited_on IS NULL) IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.birth_year, o.phone, o.email, o.limited_on IS NULL)) THEN RETURN NULL; END IF;
        EXECUTE (
            SELECT format('DELETE FROM ppde_personkey WHERE territory_id = ANY(%L::bigint[]) AND person_id + 0 = ANY(%L::bigint[])',
                          array_agg(DISTINCT o.territory_id), array_agg(w.id))
            FROM written w JOIN replaced o USING (id) WHERE (w.territory_id, w.last_name, w.first_name, w.birth_year, w.phone, w.email, w.limited_on IS NULL) IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.birth_year, o.phone, o.email, o.limited_on IS NULL));
        DELETE FROM ppde_fingerprint f USING written w JOIN replaced o USING (id)
        WHERE f.person_id = w.id AND f.territory_id = o.territory_id AND (w.territory_id, w.last_name, w.first_name, w.birth_year, w.phone, w.email, w.limited_on IS NULL) IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.birth_year, o.phone, o.email, o.limited_on IS NULL);
        
        WITH heard AS MATERIALIZED (
            SELECT w.territory_id, w.id, w.birth_year, w.limited_on, lower(w.email) AS mail, h.*
            FROM (SELECT w.* FROM written w JOIN replaced o USING (id) WHERE (w.territory_id, w.last_name, w.first_name, w.birth_year, w.phone, w.email, w.limited_on IS NULL) IS DISTINCT FROM (o.territory_id, o.last_name, o.first_name, o.birth_year, o.phone, o.email, o.limited_on IS NULL)) AS w, heard_of(w.last_name, w.first_name, w.phone, w.email) AS h ORDER BY w.id
        ), keyed AS (
            INSERT INTO ppde_personkey (territory_id, person_id, key) SELECT territory_id, id, unnest(keys) FROM heard
        )
        INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT told.territory_id, told.id, sha256(secret || sha256(secret || convert_to(told.fact, 'UTF8')))
        FROM ppde_seal, (SELECT territory_id, id, unnest(ARRAY[
            -- The two names in one order: swapped by a hurried hand they mark the same.
            CASE WHEN birth_year IS NOT NULL AND last_sound <> '' AND first_sound <> ''
                THEN 'n' || least(last_sound, first_sound) || '/' || greatest(last_sound, first_sound) || '/' || birth_year END,
            CASE WHEN digits <> '' THEN 'p' || digits || '/' || first_sound END,
            CASE WHEN mail <> '' THEN 'm' || mail || '/' || first_sound END
        ]) AS fact FROM heard WHERE limited_on IS NULL) AS told
        WHERE told.fact IS NOT NULL;
    
        RETURN NULL;
    END $$;
CREATE FUNCTION public.start_legal_figures() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO territories_legalfigure (territory_id, what, value, valid_from, source)
        SELECT h.id, d.what, d.value, d.valid_from, d.source
        FROM hubs h, (VALUES ('etat_min', 53, date '2021-07-01', 'décret 2021-863 du 30 juin 2021, art. 24'), ('etat_max', 102, date '2021-07-01', 'décret 2021-863 du 30 juin 2021, art. 24'), ('autres_max', 10, date '2021-07-01', 'décret 2021-863 du 30 juin 2021, art. 24'), ('temps_plein', 35, date '2002-01-01', 'code du travail, art. L. 3121-27'), ('habitants_min', 5000, date '2021-06-11', 'cahier des charges, arrêté du 7 juin 2021'), ('habitants_max', 10000, date '2021-06-11', 'cahier des charges, arrêté du 7 juin 2021'), ('personnes_max', 400, date '2021-06-11', 'cahier des charges, arrêté du 7 juin 2021'), ('ailleurs', 36, date '2021-07-01', 'TZCLD, première phase de l’expérimentation'), ('reponse_rgpd', 1, date '2018-05-25', 'RGPD, art. 12-3'), ('reponse_longue', 3, date '2018-05-25', 'RGPD, art. 12-3'), ('semaine_max', 48, date '2016-08-10', 'code du travail, art. L. 3121-20'), ('cde_max', 142, date '2021-07-01', 'décret 2021-863 du 30 juin 2021, art. 24 : moins que la rémunération ; repère : SMIC et cotisations patronales, environ 42 %, avant toute réduction'), ('premiers_projets', 2011, date '2011-01-01', 'premiers projets, avant la loi'), ('experimentation', 2016, date '2016-02-29', 'loi 2016-231 du 29 février 2016'), ('age_min', 15, date '2011-01-01', 'code du travail, art. L. 4153-1 (16 ans, et 15 ans en alternance)'), ('age_max', 100, date '2011-01-01', 'borne de saisie : aucun texte')) AS d (what, value, valid_from, source) WHERE h.kind = 'hub';
        RETURN NULL;
    END $$;
CREATE FUNCTION public.start_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO ppde_sensitiveword (territory_id, stem, subject, is_whole, added_at)
        SELECT h.id, s.stem, s.subject, s.is_whole, now()
        FROM hubs h, (VALUES ('depress', 'health', false), ('bipolair', 'health', false), ('schizo', 'health', false), ('psychiatr', 'health', false), ('psychot', 'health', false), ('cancer', 'health', false), ('diabet', 'health', false), ('epilep', 'health', false), ('alcool', 'health', false), ('toxicoman', 'health', false), ('addict', 'health', false), ('drogu', 'health', false), ('sida', 'health', false), ('vih', 'health', false), ('seropositi', 'health', false), ('handicap', 'health', false), ('rqth', 'health', false), ('maladie', 'health', false), ('malade', 'health', false), ('diagnostiqu', 'health', false), ('diagnostic medical', 'health', false), ('diagnostic psy', 'health', false), ('hospitalis', 'health', false), ('enceinte', 'health', false), ('grossesse', 'health', false), ('medicament', 'health', false), ('traitement medical', 'health', false), ('burn out', 'health', false), ('burnout', 'health', false), ('suicid', 'health', false), ('condamn', 'offence', false), ('prison', 'offence', false), ('incarcer', 'offence', false), ('detenu', 'offence', false), ('garde a vue', 'offence', false), ('casier', 'offence', false), ('delinquan', 'offence', false), ('bracelet electronique', 'offence', false), ('sursis', 'offence', false), ('liberation conditionnelle', 'offence', false), ('deal', 'offence', false), ('musulman', 'opinion', false), ('catholique', 'opinion', false), ('juif', 'opinion', false), ('juive', 'opinion', false), ('islam', 'opinion', false), ('voile', 'opinion', false), ('syndiqu', 'opinion', false), ('vote pour', 'opinion', false), ('sans papier', 'origin', false), ('clandestin', 'origin', false), ('gitan', 'origin', false), ('maghreb', 'origin', false), ('africain', 'origin', false), ('ethni', 'origin', false), ('paresseu', 'judgement', false), ('faineant', 'judgement', false), ('ment', 'judgement', true), ('menteu', 'judgement', false), ('agressi', 'judgement', false), ('mauvaise volonte', 'judgement', false), ('sale', 'judgement', true)) AS s (stem, subject, is_whole) WHERE h.kind = 'hub';
        RETURN NULL;
    END $$;
CREATE FUNCTION public.take_name_out(flag bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE told ppde_textflag; said text; n int;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    SELECT * INTO told FROM ppde_textflag f
    WHERE f.id = flag AND f.state = 'open' AND f.model = 'cle.meeting' AND f.field = 'minutes';
    SELECT m.minutes INTO said FROM cle_meeting m
    WHERE m.id = told.object_id AND m.territory_id = told.territory_id FOR UPDATE;
    n := array_length(told.places, 1);
    IF n IS NULL OR told.places[n] IS DISTINCT FROM char_length(said) THEN
        RAISE EXCEPTION 'a name is taken out of minutes where an open review says it stands'
            USING ERRCODE = 'restrict_violation';
    END IF;
    FOR i IN REVERSE (n - 1) / 2 .. 1 LOOP
        said := overlay(said PLACING '[personne effacée]'
                        FROM told.places[2 * i - 1] + 1 FOR told.places[2 * i] - told.places[2 * i - 1]);
    END LOOP;
    UPDATE cle_meeting m SET minutes = said WHERE m.id = told.object_id;
    
            PERFORM set_config('app.erasing', '', true);
            RETURN true;
        END $$;
CREATE FUNCTION public.territories_commitment_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.note, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.commitment', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.note, '')) IS DISTINCT FROM (coalesce(o.note, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), coalesce(o.note, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.commitment', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_commitmentdelivery_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.note, '') <> '' OR coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), ''), ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.commitmentdelivery', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.note, ''), coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.note, ''), coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), coalesce(o.note, '')), ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.commitmentdelivery', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_contribution_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.steps, '') <> '' OR coalesce(w.short_term, '') <> '' OR coalesce(w.medium_term, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('steps', coalesce(w.steps, ''), ''), ('short_term', coalesce(w.short_term, ''), ''), ('medium_term', coalesce(w.medium_term, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.contribution', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.steps, ''), coalesce(w.short_term, ''), coalesce(w.medium_term, '')) IS DISTINCT FROM (coalesce(o.steps, ''), coalesce(o.short_term, ''), coalesce(o.medium_term, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('steps', coalesce(w.steps, ''), coalesce(o.steps, '')), ('short_term', coalesce(w.short_term, ''), coalesce(o.short_term, '')), ('medium_term', coalesce(w.medium_term, ''), coalesce(o.medium_term, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.contribution', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_entry_asked_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT user_id AS key FROM written WHERE user_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM users_user p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of territories_entry names in user_id what is not in users_user'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT territory_id AS key FROM written WHERE territory_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM territories_territory p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of territories_entry names in territory_id what is not in territories_territory'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_entry_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, CASE WHEN w.model = 'ppde.person' THEN w.object_id END AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.entry', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, CASE WHEN w.model = 'ppde.person' THEN w.object_id END AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.entry', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true AND NOT EXISTS (SELECT FROM ppde_textflag f WHERE f.territory_id = w.territory_id AND f.found_at = now()
                AND f.person_id IS NOT DISTINCT FROM p.id AND f.words::text[] = hits.words);
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_exchangeitem_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.text, '') <> '' OR coalesce(w.answer, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), ''), ('answer', coalesce(w.answer, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.exchangeitem', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.text, ''), coalesce(w.answer, '')) IS DISTINCT FROM (coalesce(o.text, ''), coalesce(o.answer, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('text', coalesce(w.text, ''), coalesce(o.text, '')), ('answer', coalesce(w.answer, ''), coalesce(o.answer, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.exchangeitem', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_grant_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.grant', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, '')) IS DISTINCT FROM (coalesce(o.reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.grant', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_keydate_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '' OR coalesce(w.text, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), ''), ('text', coalesce(w.text, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.keydate', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, ''), coalesce(w.text, '')) IS DISTINCT FROM (coalesce(o.title, ''), coalesce(o.text, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, '')), ('text', coalesce(w.text, ''), coalesce(o.text, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.keydate', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_organisation_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.note, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.organisation', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.note, '')) IS DISTINCT FROM (coalesce(o.note, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('note', coalesce(w.note, ''), coalesce(o.note, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.organisation', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_scheme_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.how_to, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('how_to', coalesce(w.how_to, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.scheme', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.how_to, '')) IS DISTINCT FROM (coalesce(o.how_to, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('how_to', coalesce(w.how_to, ''), coalesce(o.how_to, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.scheme', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_schemenews_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.title, '') <> '' OR coalesce(w.text, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), ''), ('text', coalesce(w.text, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.schemenews', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.title, ''), coalesce(w.text, '')) IS DISTINCT FROM (coalesce(o.title, ''), coalesce(o.text, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('title', coalesce(w.title, ''), coalesce(o.title, '')), ('text', coalesce(w.text, ''), coalesce(o.text, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.schemenews', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_stagedrow_asked_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        DECLARE held bigint;
        BEGIN
            IF EXISTS (
                SELECT FROM (SELECT DISTINCT opened_by_id AS key FROM written WHERE opened_by_id IS NOT NULL) said
                WHERE NOT EXISTS (SELECT FROM users_user p WHERE p.id = said.key)
            ) THEN
                RAISE EXCEPTION 'a row of territories_stagedrow names in opened_by_id what is not in users_user'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            -- Held as a foreign key would hold it: nobody deletes the import before these rows are there to be seen.
            PERFORM FROM (SELECT DISTINCT batch_id, territory_id FROM written) said
                JOIN territories_batch b ON b.id = said.batch_id AND b.territory_id = said.territory_id
                FOR KEY SHARE OF b;
            GET DIAGNOSTICS held = ROW_COUNT;
            IF held < (SELECT count(*) FROM (SELECT DISTINCT batch_id, territory_id FROM written) said) THEN
                RAISE EXCEPTION 'a row of territories_stagedrow names in batch_id what is not in territories_batch'
                    USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.territories_typedperiod_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NOT EXISTS (SELECT FROM written w WHERE coalesce(w.reason, '') <> '' OR coalesce(w.gap_reason, '') <> '') THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), ''), ('gap_reason', coalesce(w.gap_reason, ''), '')) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.typedperiod', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            ELSE
                -- Counted, not looked for: to find one row the planner compares each with each.
                IF 0 = (SELECT count(*) FROM written w JOIN replaced o ON o.id = w.id WHERE (coalesce(w.reason, ''), coalesce(w.gap_reason, '')) IS DISTINCT FROM (coalesce(o.reason, ''), coalesce(o.gap_reason, '')))
                THEN RETURN NULL; END IF;
                
                WITH lists AS MATERIALIZED (
                    SELECT t.territory_id, words_pattern(t.territory_id) AS pattern
                    FROM (SELECT DISTINCT territory_id FROM written) t
                ), written_texts AS MATERIALIZED (
                    SELECT w.territory_id, w.id, NULL::bigint AS about, said.field, said.now
                    FROM written w JOIN replaced o ON o.id = w.id CROSS JOIN LATERAL (VALUES ('reason', coalesce(w.reason, ''), coalesce(o.reason, '')), ('gap_reason', coalesce(w.gap_reason, ''), coalesce(o.gap_reason, ''))) AS said (field, now, was)
                    WHERE said.now <> '' AND said.now <> said.was
                ), hits AS MATERIALIZED (
                    SELECT territory_id, said.now, found_words(said.now, pattern) AS words
                    FROM (
                        SELECT territory_id, array_agg(now) AS texts, string_agg(now, ' | ') AS together
                        FROM (
                            SELECT territory_id, now, row_number() OVER () / 25 AS bundle
                            FROM (SELECT DISTINCT territory_id, now FROM written_texts) AS once
                        ) AS numbered GROUP BY territory_id, bundle
                    ) AS bundles JOIN lists USING (territory_id)
                    CROSS JOIN LATERAL unnest(CASE WHEN plain_words(together) ~ pattern THEN texts ELSE '{}' END) AS said (now)
                )
                INSERT INTO ppde_textflag (territory_id, person_id, number, model, object_id, field, words, found_at, state, reason)
                SELECT w.territory_id, p.id, p.number, 'territories.typedperiod', w.id, w.field, hits.words, now(), 'open', ''
                FROM written_texts w
                JOIN hits ON hits.territory_id = w.territory_id AND hits.now = w.now AND hits.words <> '{}'
                LEFT JOIN ppde_person p ON p.id = w.about
                WHERE true ;
    
            END IF;
            RETURN NULL;
        END $$;
CREATE FUNCTION public.withdraw_import(place bigint, batch bigint, persons bigint[], events bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
        DECLARE gone bigint;
        BEGIN
            PERFORM set_config('app.erasing', 'on', true);
            
    PERFORM FROM territories_batch b
        WHERE b.id = batch AND b.territory_id = place AND b.state IN ('done', 'undoing');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (SELECT count(DISTINCT asked) FROM unnest(events) AS asked) <> (
        SELECT count(*) FROM ppde_journeyevent e
        WHERE e.territory_id = place AND e.imported_in = batch AND e.id IN (SELECT unnest(events)))
    OR (SELECT count(DISTINCT asked) FROM unnest(persons) AS asked) <> (
        SELECT count(*) FROM (
            SELECT FROM ppde_journeyevent e
            WHERE e.territory_id = place AND e.person_id IN (SELECT unnest(persons))
            GROUP BY e.person_id HAVING bool_and(e.imported_in IS NOT DISTINCT FROM batch)) AS own)
    THEN
        RAISE EXCEPTION 'only what an import wrote is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF cardinality(persons) > 200 THEN
        ANALYZE ppde_person (id, territory_id);
        ANALYZE ppde_journeyevent (id, territory_id, person_id);
        ANALYZE ppde_reading (territory_id, person_id);
    END IF;
    UPDATE ppde_reading SET person_id = NULL WHERE territory_id = place AND person_id IN (SELECT unnest(persons));
    DELETE FROM ppde_journeyevent
        WHERE territory_id = place AND imported_in = batch
          AND (person_id IN (SELECT unnest(persons)) OR id IN (SELECT unnest(events)))
          AND recorded_at > now() - interval '31 days';
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO territories_entry (territory_id, user_id, at, verb, model, label, before, after, reason, is_named)
    VALUES (place, nullif(current_setting('app.user', true), '')::bigint, now(), 'undo_import', 'ppde.journeyevent',
            'Faits du parcours importés', '{}', jsonb_build_object('lignes', gone), 'import d’un tableur annulé', false);
    
            PERFORM set_config('app.erasing', '', true);
            RETURN gone;
        END $$;
CREATE FUNCTION public.without_nir(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
            DECLARE
                found text;
            BEGIN
                IF NOT holds_nir(said) THEN RETURN said; END IF;
                said := regexp_replace(translate(said, '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹­͏؜᠎​‌‍‎‏‪‫‬‭‮⁠⁡⁢⁣⁤⁦⁧⁨⁩︎️﻿', '012345678901234567890123456789'), '(?<![0-9A-Za-z])[1-478][\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:(?:\d\d|2[ABab])[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}|9[78]\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}(?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)?(?!\d)', '[numéro retiré]', 'g');
                said := regexp_replace(said, '([Nn](?:[Ii][Rr]|[Ss][Ss]))[1-478][\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}(?:(?:\d\d|2[ABab])[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}|9[78]\d[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d{3}(?:[\s\u00a0\u202f._/·\u2010-\u2014\u2212\-]{0,3}\d\d)?(?!\d)', '\1[numéro retiré]', 'g');
                LOOP
                    found := nir_by_its_key(said);
                    EXIT WHEN found IS NULL;
                    said := replace(said, found, '[numéro retiré]');
                END LOOP;
                RETURN said;
            END $$;
CREATE FUNCTION public.word_keys(word text) RETURNS SETOF text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
    DECLARE
        sound text := name_sound(word);
    BEGIN
        IF sound <> '' THEN RETURN NEXT left('s' || sound, 120); END IF;
        RETURN NEXT 'b' || left(word, 3);
        IF length(word) > 3 THEN RETURN NEXT 'e' || right(word, 3); END IF;
    END $$;
CREATE FUNCTION public.words_pattern(place bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
        SELECT '\m((?:' || string_agg(stem || CASE WHEN is_whole THEN '\M' ELSE '[a-z0-9]*' END, '|') || '))'
        FROM ppde_sensitiveword
        WHERE removed_at IS NULL
          AND territory_id IN (place, (SELECT hub_id FROM territories_territory WHERE id = place))
    $$;
CREATE FUNCTION public.write_heard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    BEGIN
        
        WITH heard AS MATERIALIZED (
            SELECT w.territory_id, w.id, w.birth_year, w.limited_on, lower(w.email) AS mail, h.*
            FROM written w, heard_of(w.last_name, w.first_name, w.phone, w.email) AS h ORDER BY w.id
        ), keyed AS (
            INSERT INTO ppde_personkey (territory_id, person_id, key) SELECT territory_id, id, unnest(keys) FROM heard
        )
        INSERT INTO ppde_fingerprint (territory_id, person_id, mark)
        SELECT told.territory_id, told.id, sha256(secret || sha256(secret || convert_to(told.fact, 'UTF8')))
        FROM ppde_seal, (SELECT territory_id, id, unnest(ARRAY[
            -- The two names in one order: swapped by a hurried hand they mark the same.
            CASE WHEN birth_year IS NOT NULL AND last_sound <> '' AND first_sound <> ''
                THEN 'n' || least(last_sound, first_sound) || '/' || greatest(last_sound, first_sound) || '/' || birth_year END,
            CASE WHEN digits <> '' THEN 'p' || digits || '/' || first_sound END,
            CASE WHEN mail <> '' THEN 'm' || mail || '/' || first_sound END
        ]) AS fact FROM heard WHERE limited_on IS NULL) AS told
        WHERE told.fact IS NOT NULL;
    
        RETURN NULL;
    END $$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.activities_activity (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    sector character varying(14) NOT NULL,
    state character varying(12) NOT NULL,
    description text NOT NULL,
    need character varying(400) NOT NULL,
    expected_fte numeric(6,2) NOT NULL,
    started_on date,
    is_public boolean NOT NULL,
    carrier_id bigint,
    territory_id bigint NOT NULL,
    decision_id bigint,
    undecided_because character varying(300) NOT NULL,
    CONSTRAINT activities_activity_no_nir CHECK ((NOT (public.holds_nir(description) OR public.holds_nir((need)::text) OR public.holds_nir((name)::text) OR public.holds_nir((undecided_because)::text))))
);
ALTER TABLE public.activities_activity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.activities_activity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.activities_activitypartner (
    id bigint NOT NULL,
    activity_id bigint NOT NULL,
    partner_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.activities_activitypartner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.activities_activitypartner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.activities_activityskill (
    id bigint NOT NULL,
    activity_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.activities_activityskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.activities_activityskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.activities_wish (
    id bigint NOT NULL,
    sector character varying(14) NOT NULL,
    activity_id bigint,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT wish_sector_or_activity CHECK ((((activity_id IS NOT NULL) AND ((sector)::text = ''::text)) OR ((NOT ((sector)::text = ''::text)) AND (activity_id IS NULL))))
);
ALTER TABLE ONLY public.activities_wish FORCE ROW LEVEL SECURITY;
ALTER TABLE public.activities_wish ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.activities_wish_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_addendum (
    id bigint NOT NULL,
    text text NOT NULL,
    withheld character varying(40)[] NOT NULL,
    written_at timestamp with time zone NOT NULL,
    meeting_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    written_by_id bigint NOT NULL,
    CONSTRAINT cle_addendum_no_nir CHECK ((NOT public.holds_nir(text)))
);
ALTER TABLE public.cle_addendum ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_addendum_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_agendaitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    title character varying(200) NOT NULL,
    presenter character varying(120) NOT NULL,
    minutes_planned smallint,
    territory_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    CONSTRAINT cle_agendaitem_minutes_planned_check CHECK ((minutes_planned >= 0)),
    CONSTRAINT cle_agendaitem_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir((presenter)::text)))),
    CONSTRAINT cle_agendaitem_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.cle_agendaitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_agendaitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_attendance (
    id bigint NOT NULL,
    status character varying(12) NOT NULL,
    territory_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    proxy_id bigint,
    seat_id bigint NOT NULL,
    CONSTRAINT attendance_proxy_when_represented CHECK ((((proxy_id IS NOT NULL) AND ((status)::text = 'represented'::text)) OR ((NOT ((status)::text = 'represented'::text)) AND (proxy_id IS NULL))))
);
ALTER TABLE ONLY public.cle_attendance FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cle_attendance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_attendance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_committee (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    remit character varying(400) NOT NULL,
    is_active boolean NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT cle_committee_no_nir CHECK ((NOT (public.holds_nir((name)::text) OR public.holds_nir((remit)::text))))
);
ALTER TABLE public.cle_committee ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_committee_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_convocation (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    heartbeat timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    error text NOT NULL,
    subject character varying(300) NOT NULL,
    text text NOT NULL,
    calendar text NOT NULL,
    notice_days smallint,
    reason character varying(300) NOT NULL,
    asked_by_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    CONSTRAINT cle_convocation_no_nir CHECK ((NOT public.holds_nir((reason)::text))),
    CONSTRAINT cle_convocation_notice_days_check CHECK ((notice_days >= 0))
);
ALTER TABLE public.cle_convocation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_convocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_convocationmail (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    state character varying(8) NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    error character varying(200) NOT NULL,
    convocation_id bigint NOT NULL,
    seat_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT cle_convocationmail_no_nir CHECK ((NOT public.holds_nir((email)::text)))
);
ALTER TABLE ONLY public.cle_convocationmail FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cle_convocationmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_convocationmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_decision (
    id bigint NOT NULL,
    number character varying(12) NOT NULL,
    kind character varying(20) NOT NULL,
    wording text NOT NULL,
    mode character varying(10) NOT NULL,
    votes_for smallint,
    votes_against smallint,
    abstentions smallint,
    outcome character varying(10) NOT NULL,
    conditions text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    rectifies_id bigint,
    remains text NOT NULL,
    CONSTRAINT cle_decision_abstentions_check CHECK ((abstentions >= 0)),
    CONSTRAINT cle_decision_no_nir CHECK ((NOT (public.holds_nir(wording) OR public.holds_nir(conditions) OR public.holds_nir((reason)::text)))),
    CONSTRAINT cle_decision_votes_against_check CHECK ((votes_against >= 0)),
    CONSTRAINT cle_decision_votes_for_check CHECK ((votes_for >= 0)),
    CONSTRAINT decision_rectifies_with_reason CHECK ((((rectifies_id IS NULL) AND (NOT ((outcome)::text = 'void'::text))) OR ((rectifies_id IS NOT NULL) AND (NOT ((reason)::text = ''::text))))),
    CONSTRAINT decision_votes_when_voted CHECK ((((abstentions IS NOT NULL) AND ((mode)::text = 'vote'::text) AND (votes_against IS NOT NULL) AND (votes_for IS NOT NULL)) OR ((abstentions IS NULL) AND ((mode)::text = 'consensus'::text) AND (votes_against IS NULL) AND (votes_for IS NULL))))
);
ALTER TABLE public.cle_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_meeting (
    id bigint NOT NULL,
    title character varying(160) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    place character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    minutes text NOT NULL,
    minutes_state character varying(10) NOT NULL,
    committee_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT cle_meeting_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir(minutes) OR public.holds_nir((place)::text)))),
    CONSTRAINT meeting_ends_after_start CHECK (((ends_at IS NULL) OR (ends_at > starts_at)))
);
ALTER TABLE public.cle_meeting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_meeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_meetinganswer (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    said character varying(12) NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    meeting_id bigint NOT NULL,
    noted_by_id bigint,
    seat_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.cle_meetinganswer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cle_meetinganswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_meetinganswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_noticerule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    days smallint NOT NULL,
    source character varying(300) NOT NULL,
    committee_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT cle_noticerule_days_check CHECK ((days >= 0)),
    CONSTRAINT cle_noticerule_no_nir CHECK ((NOT public.holds_nir((source)::text)))
);
ALTER TABLE public.cle_noticerule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_noticerule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_quorumrule (
    id bigint NOT NULL,
    valid_from date,
    percent smallint NOT NULL,
    allows_proxies boolean NOT NULL,
    source character varying(300) NOT NULL,
    committee_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT cle_quorumrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT cle_quorumrule_percent_check CHECK ((percent >= 0)),
    CONSTRAINT quorum_rule_percent CHECK ((percent <= 100))
);
ALTER TABLE public.cle_quorumrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_quorumrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cle_seat (
    id bigint NOT NULL,
    college character varying(20) NOT NULL,
    rank character varying(10) NOT NULL,
    holder character varying(160) NOT NULL,
    function character varying(160) NOT NULL,
    votes boolean NOT NULL,
    period daterange NOT NULL,
    committee_id bigint NOT NULL,
    organisation_id bigint,
    territory_id bigint NOT NULL,
    user_id bigint,
    email character varying(254) NOT NULL,
    CONSTRAINT cle_seat_no_nir CHECK ((NOT (public.holds_nir((holder)::text) OR public.holds_nir((function)::text) OR public.holds_nir((email)::text))))
);
ALTER TABLE ONLY public.cle_seat FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cle_seat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cle_seat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.ebe_cderate (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    state_percent numeric(5,2) NOT NULL,
    local_percent numeric(5,2) NOT NULL,
    monthly_hours numeric(6,2) NOT NULL,
    other_percent numeric(5,2) NOT NULL,
    full_time_hours numeric(4,1) NOT NULL,
    is_assumed boolean NOT NULL,
    territory_id bigint NOT NULL,
    start_up_percent numeric(5,2) NOT NULL,
    replaced_at timestamp with time zone,
    replaced_because character varying(300) NOT NULL,
    CONSTRAINT ebe_cderate_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir((replaced_because)::text))))
);
ALTER TABLE public.ebe_cderate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_cderate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_cdestatement (
    id bigint NOT NULL,
    month date NOT NULL,
    fte_privation numeric(8,4) NOT NULL,
    fte_other numeric(8,4) NOT NULL,
    fte_financed numeric(8,4) NOT NULL,
    state_amount numeric(12,2) NOT NULL,
    local_amount numeric(12,2) NOT NULL,
    detail jsonb NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    enterprise_id bigint NOT NULL,
    outdated_on date
);
ALTER TABLE public.ebe_cdestatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_cdestatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_contract (
    id bigint NOT NULL,
    last_name character varying(80) NOT NULL,
    first_name character varying(80) NOT NULL,
    from_privation boolean NOT NULL,
    job_title character varying(120) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    leaving character varying(20) NOT NULL,
    person_id bigint,
    territory_id bigint NOT NULL,
    enterprise_id bigint NOT NULL,
    CONSTRAINT contract_end_has_reason CHECK ((((ends_on IS NULL) AND ((leaving)::text = ''::text)) OR ((ends_on >= starts_on) AND (NOT ((leaving)::text = ''::text))))),
    CONSTRAINT ebe_contract_no_nir CHECK ((NOT (public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((job_title)::text))))
);
ALTER TABLE ONLY public.ebe_contract FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_contract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_contract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_contracthours (
    id bigint NOT NULL,
    period daterange NOT NULL,
    weekly_hours numeric(4,1) NOT NULL,
    contract_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    enterprise_id bigint NOT NULL
);
ALTER TABLE ONLY public.ebe_contracthours FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_contracthours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_contracthours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_convention (
    id bigint NOT NULL,
    reference character varying(80) NOT NULL,
    signed_on date NOT NULL,
    period daterange NOT NULL,
    fte_ceiling numeric(6,2) NOT NULL,
    decision_id bigint,
    territory_id bigint NOT NULL,
    enterprise_id bigint NOT NULL,
    amended_end date,
    amends_id bigint,
    CONSTRAINT ebe_convention_no_nir CHECK ((NOT public.holds_nir((reference)::text)))
);
ALTER TABLE public.ebe_convention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_convention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_directioninvitation (
    id bigint NOT NULL,
    since date NOT NULL,
    enterprise_id bigint NOT NULL,
    invitation_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.ebe_directioninvitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_directioninvitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_enterprise (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    legal_form character varying(12) NOT NULL,
    model character varying(10) NOT NULL,
    siret character varying(14) NOT NULL,
    opened_on date,
    address character varying(200) NOT NULL,
    host_id bigint,
    territory_id bigint NOT NULL,
    closed_on date,
    closing character varying(12) NOT NULL,
    CONSTRAINT ebe_enterprise_no_nir CHECK ((NOT (public.holds_nir((name)::text) OR public.holds_nir((address)::text)))),
    CONSTRAINT enterprise_closing_has_reason CHECK ((((closed_on IS NULL) AND ((closing)::text = ''::text)) OR ((closed_on IS NOT NULL) AND (NOT ((closing)::text = ''::text)))))
);
ALTER TABLE public.ebe_enterprise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_enterprise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_hiringplan (
    id bigint NOT NULL,
    month date NOT NULL,
    positions smallint NOT NULL,
    weekly_hours numeric(4,1),
    recorded_at timestamp with time zone NOT NULL,
    author_id bigint,
    enterprise_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ebe_hiringplan_positions_check CHECK ((positions >= 0)),
    CONSTRAINT hiring_plan_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT hiring_plan_positions_have_hours CHECK (((positions = 0) OR (weekly_hours IS NOT NULL)))
);
ALTER TABLE public.ebe_hiringplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_hiringplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_management (
    id bigint NOT NULL,
    period daterange NOT NULL,
    enterprise_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.ebe_management ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_management_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_missingmonth (
    id bigint NOT NULL,
    month date NOT NULL,
    noted_on date NOT NULL,
    enterprise_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.ebe_missingmonth ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_missingmonth_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_monthlyreturn (
    id bigint NOT NULL,
    month date NOT NULL,
    heads_privation integer,
    heads_other integer,
    joined integer,
    "left" integer,
    suspended integer,
    fte_paid numeric(7,2),
    fte_paid_other numeric(7,2),
    hours_planned numeric(9,1),
    hours_worked numeric(9,1),
    hours_absent numeric(9,1),
    hours_trained numeric(9,1),
    trained integer,
    sold_households numeric(12,2),
    sold_companies numeric(12,2),
    sold_public numeric(12,2),
    sold_associations numeric(12,2),
    cde_received numeric(12,2),
    start_up_received numeric(12,2),
    deficit_received numeric(12,2),
    grants_received numeric(12,2),
    payroll numeric(12,2),
    other_costs numeric(12,2),
    cash numeric(12,2),
    accidents integer,
    immersions_in integer,
    immersions_out integer,
    note character varying(300) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    author_id bigint,
    enterprise_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ebe_monthlyreturn_accidents_check CHECK ((accidents >= 0)),
    CONSTRAINT ebe_monthlyreturn_heads_other_check CHECK ((heads_other >= 0)),
    CONSTRAINT ebe_monthlyreturn_heads_privation_check CHECK ((heads_privation >= 0)),
    CONSTRAINT ebe_monthlyreturn_immersions_in_check CHECK ((immersions_in >= 0)),
    CONSTRAINT ebe_monthlyreturn_immersions_out_check CHECK ((immersions_out >= 0)),
    CONSTRAINT ebe_monthlyreturn_joined_check CHECK ((joined >= 0)),
    CONSTRAINT ebe_monthlyreturn_left_check CHECK (("left" >= 0)),
    CONSTRAINT ebe_monthlyreturn_no_nir CHECK ((NOT public.holds_nir((note)::text))),
    CONSTRAINT ebe_monthlyreturn_suspended_check CHECK ((suspended >= 0)),
    CONSTRAINT ebe_monthlyreturn_trained_check CHECK ((trained >= 0)),
    CONSTRAINT monthly_return_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE public.ebe_monthlyreturn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_monthlyreturn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_ownrate (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    replaced_at timestamp with time zone,
    replaced_because character varying(300) NOT NULL,
    department character varying(3) NOT NULL,
    ends_on date,
    state_percent numeric(5,2),
    local_percent numeric(5,2),
    enterprise_id bigint,
    territory_id bigint NOT NULL,
    is_withdrawn boolean NOT NULL,
    CONSTRAINT ebe_ownrate_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir((replaced_because)::text)))),
    CONSTRAINT own_rate_ends_after_it_begins CHECK (((ends_on IS NULL) OR (ends_on >= valid_from))),
    CONSTRAINT own_rate_of_one_scope CHECK ((((enterprise_id IS NULL) OR ((department)::text = ''::text)) AND (1 = (
CASE
    WHEN (enterprise_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN ((department)::text = ''::text) THEN 1
    ELSE 0
END)))),
    CONSTRAINT own_rate_says_a_share CHECK (((state_percent IS NOT NULL) OR (local_percent IS NOT NULL)))
);
ALTER TABLE public.ebe_ownrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_ownrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_post (
    id bigint NOT NULL,
    title character varying(120) NOT NULL,
    hours_min numeric(4,1),
    hours_max numeric(4,1),
    skills character varying(60)[] NOT NULL,
    demands character varying(12)[] NOT NULL,
    place character varying(160) NOT NULL,
    text character varying(300) NOT NULL,
    positions smallint NOT NULL,
    starts_on date,
    state character varying(6) NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    enterprise_id bigint,
    opened_by_id bigint,
    organisation_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT ebe_post_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir((text)::text) OR public.holds_nir(array_to_string(skills, ' '::text)) OR public.holds_nir((place)::text)))),
    CONSTRAINT ebe_post_positions_check CHECK ((positions >= 0)),
    CONSTRAINT post_hours_ordered CHECK ((((hours_max IS NULL) AND (hours_min IS NULL)) OR ((hours_max >= hours_min) AND (hours_min IS NOT NULL)))),
    CONSTRAINT post_one_employer CHECK ((((enterprise_id IS NOT NULL) AND (organisation_id IS NULL)) OR ((enterprise_id IS NULL) AND (organisation_id IS NOT NULL))))
);
ALTER TABLE public.ebe_post ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_post_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_postskill (
    id bigint NOT NULL,
    level character varying(8) NOT NULL,
    post_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.ebe_postskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_postskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_proposal (
    id bigint NOT NULL,
    job_title character varying(120) NOT NULL,
    weekly_hours numeric(4,1) NOT NULL,
    proposed_on date NOT NULL,
    starts_on date,
    reply character varying(10) NOT NULL,
    replied_on date,
    reason character varying(200) NOT NULL,
    order_reason character varying(300) NOT NULL,
    enterprise_id bigint,
    made_by_id bigint,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    made_at timestamp with time zone,
    organisation_id bigint,
    passed integer,
    rank integer,
    refusal character varying(8) NOT NULL,
    rule_id bigint,
    post_id bigint,
    left_at timestamp with time zone,
    told_on date,
    ended_on date,
    CONSTRAINT ebe_proposal_no_nir CHECK ((NOT (public.holds_nir((reason)::text) OR public.holds_nir((order_reason)::text) OR public.holds_nir((job_title)::text)))),
    CONSTRAINT ebe_proposal_passed_check CHECK ((passed >= 0)),
    CONSTRAINT ebe_proposal_rank_check CHECK ((rank >= 0)),
    CONSTRAINT proposal_one_employer CHECK ((((enterprise_id IS NOT NULL) AND (organisation_id IS NULL)) OR ((enterprise_id IS NULL) AND (organisation_id IS NOT NULL))))
);
ALTER TABLE ONLY public.ebe_proposal FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_proposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_returncorrection (
    id bigint NOT NULL,
    field character varying(20) NOT NULL,
    before character varying(300) NOT NULL,
    after character varying(300) NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    author_id bigint,
    monthly_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ebe_returncorrection_no_nir CHECK ((NOT (public.holds_nir((reason)::text) OR public.holds_nir((before)::text) OR public.holds_nir((after)::text))))
);
ALTER TABLE public.ebe_returncorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_returncorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_returnrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    due_day smallint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ebe_returnrule_due_day_check CHECK ((due_day >= 0)),
    CONSTRAINT ebe_returnrule_no_nir CHECK ((NOT public.holds_nir((source)::text)))
);
ALTER TABLE public.ebe_returnrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_returnrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_smicrate (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    hourly numeric(6,2) NOT NULL,
    territory_id bigint NOT NULL,
    replaced_at timestamp with time zone,
    replaced_because character varying(300) NOT NULL,
    CONSTRAINT ebe_smicrate_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir((replaced_because)::text))))
);
ALTER TABLE public.ebe_smicrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_smicrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ebe_staffentry (
    id bigint NOT NULL,
    last_name character varying(80) NOT NULL,
    first_name character varying(80) NOT NULL,
    job_title character varying(120) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    enterprise_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ebe_staffentry_no_nir CHECK ((NOT (public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((job_title)::text)))),
    CONSTRAINT staff_entry_in_order CHECK ((ends_on >= starts_on))
);
ALTER TABLE ONLY public.ebe_staffentry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_staffentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ebe_staffentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_answer (
    id bigint NOT NULL,
    text text NOT NULL,
    territory_id bigint NOT NULL,
    question_id bigint NOT NULL,
    response_id bigint NOT NULL,
    CONSTRAINT evaluation_answer_no_nir CHECK ((NOT public.holds_nir(text)))
);
ALTER TABLE public.evaluation_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_delivery (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    error character varying(200) NOT NULL,
    territory_id bigint NOT NULL,
    newsletter_id bigint NOT NULL,
    subscriber_id bigint NOT NULL
);
ALTER TABLE ONLY public.evaluation_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_extract (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    purpose character varying(300) NOT NULL,
    convention character varying(120) NOT NULL,
    volunteers_from date NOT NULL,
    volunteers_until date NOT NULL,
    columns character varying(9)[] NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answer_by date NOT NULL,
    answered_at timestamp with time zone,
    until date,
    latest_on date,
    ending_told_at timestamp with time zone,
    ended_at timestamp with time zone,
    reason character varying(300) NOT NULL,
    downloads integer NOT NULL,
    downloaded_at timestamp with time zone,
    rows integer,
    answered_by_id bigint,
    asked_by_id bigint NOT NULL,
    ended_by_id bigint,
    holder_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_extract_downloads_check CHECK ((downloads >= 0)),
    CONSTRAINT evaluation_extract_no_nir CHECK ((NOT (public.holds_nir((purpose)::text) OR public.holds_nir((reason)::text) OR public.holds_nir((convention)::text)))),
    CONSTRAINT evaluation_extract_rows_check CHECK ((rows >= 0)),
    CONSTRAINT extract_dates_in_order CHECK ((volunteers_from <= volunteers_until)),
    CONSTRAINT extract_open_until CHECK (((NOT ((state)::text = 'open'::text)) OR ((until IS NOT NULL) AND (until <= latest_on))))
);
ALTER TABLE ONLY public.evaluation_extract FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_extract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_extractkey (
    id bigint NOT NULL,
    secret bytea NOT NULL,
    extract_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.evaluation_extractkey FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extractkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_extractkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_extractline (
    id bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    extract_id bigint NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.evaluation_extractline FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extractline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_extractline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_extractmail (
    id bigint NOT NULL,
    what character varying(9) NOT NULL,
    state character varying(7) NOT NULL,
    error character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    extract_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE ONLY public.evaluation_extractmail FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extractmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_extractmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_forecast (
    id bigint NOT NULL,
    month date NOT NULL,
    basis jsonb NOT NULL,
    assumptions jsonb NOT NULL,
    low date,
    central date,
    high date,
    course jsonb NOT NULL,
    note character varying(300) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_forecast_no_nir CHECK ((NOT public.holds_nir((note)::text)))
);
ALTER TABLE public.evaluation_forecast ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_forecast_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_indicatorvalue (
    id bigint NOT NULL,
    code character varying(24) NOT NULL,
    version smallint NOT NULL,
    month date NOT NULL,
    breakdown character varying(24) NOT NULL,
    cell character varying(80) NOT NULL,
    value numeric(16,4),
    numerator numeric(16,4),
    denominator numeric(16,4),
    computed_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_indicatorvalue_version_check CHECK ((version >= 0))
);
ALTER TABLE public.evaluation_indicatorvalue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_indicatorvalue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_monthlycount (
    id bigint NOT NULL,
    nature character varying(8) NOT NULL,
    month date NOT NULL,
    breakdown character varying(24) NOT NULL,
    cell character varying(80) NOT NULL,
    identified integer NOT NULL,
    met integer NOT NULL,
    unregistered integer,
    interviewed integer NOT NULL,
    volunteers integer NOT NULL,
    eligible integer NOT NULL,
    proposed integer NOT NULL,
    solved_ebe integer NOT NULL,
    solved_elsewhere integer NOT NULL,
    left_otherwise integer NOT NULL,
    waiting integer NOT NULL,
    paused integer NOT NULL,
    waiting_lt3 integer,
    waiting_3_6 integer,
    waiting_6_12 integer,
    waiting_gt12 integer,
    reason character varying(300) NOT NULL,
    typed_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    typed_by_id bigint,
    CONSTRAINT evaluation_monthlycount_eligible_check CHECK ((eligible >= 0)),
    CONSTRAINT evaluation_monthlycount_identified_check CHECK ((identified >= 0)),
    CONSTRAINT evaluation_monthlycount_interviewed_check CHECK ((interviewed >= 0)),
    CONSTRAINT evaluation_monthlycount_left_otherwise_check CHECK ((left_otherwise >= 0)),
    CONSTRAINT evaluation_monthlycount_met_check CHECK ((met >= 0)),
    CONSTRAINT evaluation_monthlycount_no_nir CHECK ((NOT public.holds_nir((reason)::text))),
    CONSTRAINT evaluation_monthlycount_paused_check CHECK ((paused >= 0)),
    CONSTRAINT evaluation_monthlycount_proposed_check CHECK ((proposed >= 0)),
    CONSTRAINT evaluation_monthlycount_solved_ebe_check CHECK ((solved_ebe >= 0)),
    CONSTRAINT evaluation_monthlycount_solved_elsewhere_check CHECK ((solved_elsewhere >= 0)),
    CONSTRAINT evaluation_monthlycount_unregistered_check CHECK ((unregistered >= 0)),
    CONSTRAINT evaluation_monthlycount_volunteers_check CHECK ((volunteers >= 0)),
    CONSTRAINT evaluation_monthlycount_waiting_3_6_check CHECK ((waiting_3_6 >= 0)),
    CONSTRAINT evaluation_monthlycount_waiting_6_12_check CHECK ((waiting_6_12 >= 0)),
    CONSTRAINT evaluation_monthlycount_waiting_check CHECK ((waiting >= 0)),
    CONSTRAINT evaluation_monthlycount_waiting_gt12_check CHECK ((waiting_gt12 >= 0)),
    CONSTRAINT evaluation_monthlycount_waiting_lt3_check CHECK ((waiting_lt3 >= 0)),
    CONSTRAINT monthly_count_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE public.evaluation_monthlycount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_monthlycount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_newsletter (
    id bigint NOT NULL,
    subject character varying(120) NOT NULL,
    intro text NOT NULL,
    audience character varying(10) NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    heartbeat timestamp with time zone,
    html text NOT NULL,
    text text NOT NULL,
    error text NOT NULL,
    is_public boolean NOT NULL,
    created_by_id bigint NOT NULL,
    sent_by_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_newsletter_no_nir CHECK ((NOT (public.holds_nir((subject)::text) OR public.holds_nir(intro))))
);
ALTER TABLE public.evaluation_newsletter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_newsletter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_newsletterblock (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    kind character varying(8) NOT NULL,
    title character varying(120) NOT NULL,
    body text NOT NULL,
    link character varying(200) NOT NULL,
    link_label character varying(80) NOT NULL,
    newsletter_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    report_id bigint,
    CONSTRAINT evaluation_newsletterblock_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir(body) OR public.holds_nir((link_label)::text)))),
    CONSTRAINT evaluation_newsletterblock_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.evaluation_newsletterblock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_newsletterblock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_question (
    id bigint NOT NULL,
    section character varying(120) NOT NULL,
    "position" smallint NOT NULL,
    text character varying(500) NOT NULL,
    help character varying(300) NOT NULL,
    territory_id bigint NOT NULL,
    questionnaire_id bigint NOT NULL,
    CONSTRAINT evaluation_question_no_nir CHECK ((NOT (public.holds_nir((section)::text) OR public.holds_nir((text)::text) OR public.holds_nir((help)::text)))),
    CONSTRAINT evaluation_question_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.evaluation_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_questionnaire (
    id bigint NOT NULL,
    title character varying(160) NOT NULL,
    intro text NOT NULL,
    version smallint NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    state character varying(6) NOT NULL,
    author_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_questionnaire_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir(intro)))),
    CONSTRAINT evaluation_questionnaire_version_check CHECK ((version >= 0)),
    CONSTRAINT questionnaire_days_in_order CHECK ((closes_on >= opens_on))
);
ALTER TABLE public.evaluation_questionnaire ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_questionnaire_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_removal (
    id bigint NOT NULL,
    pseudonym character varying(12) NOT NULL,
    "on" date NOT NULL,
    extract_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.evaluation_removal FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_removal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_removal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_renewal (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answer_by date NOT NULL,
    heartbeat timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    error text NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.evaluation_renewal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_renewal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_renewalmail (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    error character varying(200) NOT NULL,
    renewal_id bigint NOT NULL,
    subscriber_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.evaluation_renewalmail FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_renewalmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_renewalmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_report (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    title character varying(160) NOT NULL,
    month date NOT NULL,
    audience character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    step character varying(80) NOT NULL,
    done integer NOT NULL,
    total integer NOT NULL,
    error text NOT NULL,
    attempt smallint NOT NULL,
    heartbeat timestamp with time zone,
    requested_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    snapshot jsonb NOT NULL,
    fingerprint character varying(64) NOT NULL,
    pdf character varying(100) NOT NULL,
    xlsx character varying(100) NOT NULL,
    requested_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    pages smallint NOT NULL,
    pdf_size integer NOT NULL,
    xlsx_size integer NOT NULL,
    widens_id bigint,
    withdrawal_reason character varying(300) NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by_id bigint,
    agreement character varying(8) NOT NULL,
    CONSTRAINT evaluation_report_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT evaluation_report_done_check CHECK ((done >= 0)),
    CONSTRAINT evaluation_report_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir((withdrawal_reason)::text)))),
    CONSTRAINT evaluation_report_pages_check CHECK ((pages >= 0)),
    CONSTRAINT evaluation_report_pdf_size_check CHECK ((pdf_size >= 0)),
    CONSTRAINT evaluation_report_total_check CHECK ((total >= 0)),
    CONSTRAINT evaluation_report_xlsx_size_check CHECK ((xlsx_size >= 0)),
    CONSTRAINT report_withdrawn_with_reason CHECK (((((withdrawal_reason)::text = ''::text) AND (withdrawn_at IS NULL) AND (withdrawn_by_id IS NULL)) OR ((withdrawn_at IS NOT NULL) AND (withdrawn_by_id IS NOT NULL) AND (NOT ((withdrawal_reason)::text = ''::text)))))
);
ALTER TABLE public.evaluation_report ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_response (
    id bigint NOT NULL,
    organisation character varying(160) NOT NULL,
    state character varying(9) NOT NULL,
    publication character varying(8) NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    author_id bigint NOT NULL,
    origin_id bigint NOT NULL,
    questionnaire_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_response_no_nir CHECK ((NOT public.holds_nir((organisation)::text)))
);
ALTER TABLE public.evaluation_response ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_response_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_stalefigures (
    id bigint NOT NULL,
    since date NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.evaluation_stalefigures ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_stalefigures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_subscriber (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    audience character varying(10) NOT NULL,
    state character varying(8) NOT NULL,
    token character varying(40) NOT NULL,
    source character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    left_at timestamp with time zone,
    territory_id bigint NOT NULL,
    erased_on date,
    renewed_at timestamp with time zone,
    is_over boolean NOT NULL,
    confirmation character varying(8) NOT NULL,
    CONSTRAINT evaluation_subscriber_no_nir CHECK ((NOT (public.holds_nir((email)::text) OR public.holds_nir((source)::text))))
);
ALTER TABLE ONLY public.evaluation_subscriber FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_subscriber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_subscriber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_waitrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    months smallint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT evaluation_waitrule_months_check CHECK ((months >= 0)),
    CONSTRAINT evaluation_waitrule_no_nir CHECK ((NOT public.holds_nir((source)::text)))
);
ALTER TABLE public.evaluation_waitrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_waitrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evaluation_witness (
    id bigint NOT NULL,
    purpose character varying(10) NOT NULL,
    is_agreed boolean NOT NULL,
    block_id bigint NOT NULL,
    person_id bigint,
    territory_id bigint NOT NULL,
    agreed_until date
);
ALTER TABLE ONLY public.evaluation_witness FORCE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_witness ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.evaluation_witness_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_accessfile (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    attempt smallint NOT NULL,
    heartbeat timestamp with time zone NOT NULL,
    error character varying(300) NOT NULL,
    pdf bytea,
    json bytea,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    person_id bigint,
    territory_id bigint NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT ppde_accessfile_attempt_check CHECK ((attempt >= 0))
);
ALTER TABLE ONLY public.ppde_accessfile FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_accessfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_accessfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_availability (
    id bigint NOT NULL,
    days character varying(3)[] NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_availability FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_availability ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_availability_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_consent (
    id bigint NOT NULL,
    purpose character varying(10) NOT NULL,
    is_given boolean NOT NULL,
    "on" date NOT NULL,
    channel character varying(8) NOT NULL,
    proof character varying(200) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    organisation_id bigint,
    person_id bigint NOT NULL,
    recorded_by_id bigint,
    territory_id bigint NOT NULL,
    until date,
    CONSTRAINT consent_end_gives_nothing CHECK (((NOT ((channel)::text = 'end'::text)) OR (NOT is_given))),
    CONSTRAINT consent_given_has_proof CHECK (((NOT is_given) OR (NOT ((proof)::text = ''::text)))),
    CONSTRAINT consent_sharing_names_partner CHECK ((((organisation_id IS NOT NULL) AND ((purpose)::text = 'sharing'::text)) OR ((NOT ((purpose)::text = 'sharing'::text)) AND (organisation_id IS NULL)))),
    CONSTRAINT consent_until_after_on CHECK (((until IS NULL) OR (is_given AND (until >= "on")))),
    CONSTRAINT ppde_consent_no_nir CHECK ((NOT public.holds_nir((proof)::text)))
);
ALTER TABLE ONLY public.ppde_consent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_controller (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    name character varying(200) NOT NULL,
    address character varying(300) NOT NULL,
    joint text NOT NULL,
    dpo character varying(200) NOT NULL,
    dpo_contact character varying(200) NOT NULL,
    processors text NOT NULL,
    transfers text NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_controller_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir(joint) OR public.holds_nir(processors) OR public.holds_nir(transfers) OR public.holds_nir((name)::text) OR public.holds_nir((address)::text) OR public.holds_nir((dpo)::text) OR public.holds_nir((dpo_contact)::text))))
);
ALTER TABLE public.ppde_controller ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_controller_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_deliveryperson (
    id bigint NOT NULL,
    delivery_id bigint NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_deliveryperson FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_deliveryperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_deliveryperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_desk (
    id bigint NOT NULL,
    place character varying(200) NOT NULL,
    hours character varying(120) NOT NULL,
    phone character varying(20) NOT NULL,
    email character varying(254) NOT NULL,
    opens_pages boolean NOT NULL,
    page_days smallint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_desk_no_nir CHECK ((NOT (public.holds_nir((place)::text) OR public.holds_nir((hours)::text) OR public.holds_nir((phone)::text) OR public.holds_nir((email)::text)))),
    CONSTRAINT ppde_desk_page_days_check CHECK ((page_days >= 0))
);
ALTER TABLE public.ppde_desk ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_desk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_durationrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    what character varying(10) NOT NULL,
    months smallint,
    territory_id bigint NOT NULL,
    days smallint,
    CONSTRAINT duration_in_one_unit CHECK ((((days IS NULL) AND (months IS NOT NULL)) OR ((days IS NOT NULL) AND (months IS NULL)))),
    CONSTRAINT ppde_durationrule_days_check CHECK ((days >= 0)),
    CONSTRAINT ppde_durationrule_months_check CHECK ((months >= 0)),
    CONSTRAINT ppde_durationrule_no_nir CHECK ((NOT public.holds_nir((source)::text)))
);
ALTER TABLE public.ppde_durationrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_durationrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_eligibilitycriterion (
    id bigint NOT NULL,
    key character varying(60) NOT NULL,
    label character varying(80) NOT NULL,
    question character varying(200) NOT NULL,
    kind character varying(8) NOT NULL,
    months smallint,
    options character varying(80)[] NOT NULL,
    met_options character varying(80)[] NOT NULL,
    source character varying(300) NOT NULL,
    rule_id bigint,
    territory_id bigint NOT NULL,
    precision_id bigint,
    CONSTRAINT criterion_duration_has_months CHECK (((((kind)::text = 'duration'::text) AND (months IS NOT NULL)) OR ((months IS NULL) AND (NOT ((kind)::text = 'duration'::text))))),
    CONSTRAINT criterion_of_one_version CHECK ((((precision_id IS NULL) AND (rule_id IS NOT NULL)) OR ((precision_id IS NOT NULL) AND (rule_id IS NULL)))),
    CONSTRAINT ppde_eligibilitycriterion_months_check CHECK ((months >= 0)),
    CONSTRAINT ppde_eligibilitycriterion_no_nir CHECK ((NOT (public.holds_nir((label)::text) OR public.holds_nir((question)::text) OR public.holds_nir(array_to_string(options, ' '::text)) OR public.holds_nir(array_to_string(met_options, ' '::text)) OR public.holds_nir((source)::text))))
);
ALTER TABLE public.ppde_eligibilitycriterion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_eligibilitycriterion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_eligibilityprecision (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    version smallint NOT NULL,
    months_without_job smallint,
    months_resident smallint,
    text text NOT NULL,
    decision_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_eligibilityprecision_months_resident_check CHECK ((months_resident >= 0)),
    CONSTRAINT ppde_eligibilityprecision_months_without_job_check CHECK ((months_without_job >= 0)),
    CONSTRAINT ppde_eligibilityprecision_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir(text)))),
    CONSTRAINT ppde_eligibilityprecision_version_check CHECK ((version >= 0))
);
ALTER TABLE public.ppde_eligibilityprecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_eligibilityprecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_eligibilityreview (
    id bigint NOT NULL,
    without_job_since date NOT NULL,
    resident_since date NOT NULL,
    positive_acts boolean NOT NULL,
    evidence character varying(16)[] NOT NULL,
    evidence_seen_on date NOT NULL,
    prepared_at timestamp with time zone NOT NULL,
    outcome character varying(14) NOT NULL,
    decided_on date,
    decision_id bigint,
    prepared_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    person_id bigint NOT NULL,
    answers jsonb NOT NULL,
    precision_id bigint,
    decided_at timestamp with time zone,
    volunteer_on date,
    CONSTRAINT review_decided_by_committee CHECK ((((decided_on IS NULL) AND (decision_id IS NULL) AND ((outcome)::text = 'pending'::text)) OR ((NOT ((outcome)::text = 'pending'::text)) AND (decided_on IS NOT NULL) AND (decision_id IS NOT NULL))))
);
ALTER TABLE ONLY public.ppde_eligibilityreview FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_eligibilityreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_eligibilityreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_eligibilityrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    version smallint NOT NULL,
    months_without_job smallint NOT NULL,
    months_resident smallint NOT NULL,
    positive_acts boolean NOT NULL,
    territory_id bigint NOT NULL,
    least_months_resident smallint,
    least_months_without_job smallint,
    CONSTRAINT eligibility_rule_job_room CHECK (((least_months_without_job IS NULL) OR (least_months_without_job <= months_without_job))),
    CONSTRAINT eligibility_rule_resident_room CHECK (((least_months_resident IS NULL) OR (least_months_resident <= months_resident))),
    CONSTRAINT ppde_eligibilityrule_least_months_resident_check CHECK ((least_months_resident >= 0)),
    CONSTRAINT ppde_eligibilityrule_least_months_without_job_check CHECK ((least_months_without_job >= 0)),
    CONSTRAINT ppde_eligibilityrule_months_resident_check CHECK ((months_resident >= 0)),
    CONSTRAINT ppde_eligibilityrule_months_without_job_check CHECK ((months_without_job >= 0)),
    CONSTRAINT ppde_eligibilityrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT ppde_eligibilityrule_version_check CHECK ((version >= 0))
);
ALTER TABLE public.ppde_eligibilityrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_eligibilityrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_elimination (
    id bigint NOT NULL,
    origin character varying(8) NOT NULL,
    state character varying(8) NOT NULL,
    cut_off date NOT NULL,
    visa character varying(200) NOT NULL,
    prepared_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    done_at timestamp with time zone,
    approved_by_id bigint,
    prepared_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    rule_id bigint,
    what character varying(10) NOT NULL,
    with_texts boolean NOT NULL,
    CONSTRAINT ppde_elimination_no_nir CHECK ((NOT public.holds_nir((visa)::text)))
);
ALTER TABLE public.ppde_elimination ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_elimination_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_eliminationline (
    id bigint NOT NULL,
    number integer NOT NULL,
    last_on date NOT NULL,
    kept_because character varying(300) NOT NULL,
    done_at timestamp with time zone,
    elimination_id bigint NOT NULL,
    person_id bigint,
    territory_id bigint NOT NULL,
    row_id bigint,
    failed_at timestamp with time zone,
    CONSTRAINT ppde_eliminationline_no_nir CHECK ((NOT public.holds_nir((kept_because)::text))),
    CONSTRAINT ppde_eliminationline_number_check CHECK ((number >= 0))
);
ALTER TABLE ONLY public.ppde_eliminationline FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_eliminationline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_eliminationline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_enrolment (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    useful smallint,
    clear smallint,
    welcome smallint,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    session_id bigint NOT NULL,
    left_at timestamp with time zone,
    end_event_id bigint,
    contact_event_id bigint,
    last_on date,
    stop character varying(8) NOT NULL,
    CONSTRAINT enrolment_stop_when_dropped CHECK ((((state)::text = 'dropped'::text) OR ((last_on IS NULL) AND ((stop)::text = ''::text)))),
    CONSTRAINT ppde_enrolment_clear_check CHECK ((clear >= 0)),
    CONSTRAINT ppde_enrolment_useful_check CHECK ((useful >= 0)),
    CONSTRAINT ppde_enrolment_welcome_check CHECK ((welcome >= 0))
);
ALTER TABLE ONLY public.ppde_enrolment FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_enrolment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_enrolment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_fingerprint (
    mark bytea NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
CREATE TABLE public.ppde_following (
    id bigint NOT NULL,
    period daterange NOT NULL,
    reason character varying(300) NOT NULL,
    person_id bigint NOT NULL,
    referent_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    word character varying(300) NOT NULL,
    word_by_id bigint,
    CONSTRAINT following_word_has_author CHECK ((((word)::text = ''::text) OR (word_by_id IS NOT NULL))),
    CONSTRAINT ppde_following_no_nir CHECK ((NOT (public.holds_nir((reason)::text) OR public.holds_nir((word)::text))))
);
ALTER TABLE ONLY public.ppde_following FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_following ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_following_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_followup (
    id bigint NOT NULL,
    months smallint NOT NULL,
    due_on date NOT NULL,
    result character varying(12) NOT NULL,
    done_on date,
    outcome_id bigint,
    person_id bigint NOT NULL,
    recorded_by_id bigint,
    territory_id bigint NOT NULL,
    mobility_id bigint,
    CONSTRAINT follow_up_done_has_result CHECK ((((done_on IS NULL) AND ((result)::text = ''::text)) OR ((NOT ((result)::text = ''::text)) AND (done_on IS NOT NULL)))),
    CONSTRAINT follow_up_of_one_exit CHECK ((((mobility_id IS NULL) AND (outcome_id IS NOT NULL)) OR ((mobility_id IS NOT NULL) AND (outcome_id IS NULL)))),
    CONSTRAINT ppde_followup_months_check CHECK ((months >= 0))
);
ALTER TABLE ONLY public.ppde_followup FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_followup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_followup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_inquiry (
    id bigint NOT NULL,
    way character varying(8) NOT NULL,
    token uuid NOT NULL,
    state character varying(5) NOT NULL,
    asked_by character varying(160) NOT NULL,
    answered_by character varying(160) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    peer_id bigint NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    CONSTRAINT ppde_inquiry_no_nir CHECK ((NOT public.holds_nir((reason)::text)))
);
ALTER TABLE ONLY public.ppde_inquiry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_inquiry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_inquiry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_journeyevent (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    "on" date NOT NULL,
    text character varying(300) NOT NULL,
    reason character varying(300) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    author_id bigint,
    corrects_id bigint,
    territory_id bigint NOT NULL,
    person_id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    follow_up_on date,
    organisation_id bigint,
    prescriber_id bigint,
    result character varying(10) NOT NULL,
    until date,
    imported_in bigint,
    CONSTRAINT ppde_journeyevent_no_nir CHECK ((NOT (public.holds_nir((text)::text) OR public.holds_nir((reason)::text))))
);
ALTER TABLE ONLY public.ppde_journeyevent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_journeyevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_journeyevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_listrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    version smallint NOT NULL,
    refusal character varying(5) NOT NULL,
    refusals smallint NOT NULL,
    refusal_pause_months smallint NOT NULL,
    longest_pause_months smallint NOT NULL,
    reminders smallint NOT NULL,
    reminder_days smallint NOT NULL,
    reply_days smallint NOT NULL,
    perimeter character varying(6) NOT NULL,
    perimeter_months smallint NOT NULL,
    after_job character varying(4) NOT NULL,
    after_choice character varying(4) NOT NULL,
    after_move character varying(4) NOT NULL,
    after_other character varying(4) NOT NULL,
    return_months smallint NOT NULL,
    after_long character varying(4) NOT NULL,
    decision_id bigint,
    territory_id bigint NOT NULL,
    hire_days smallint NOT NULL,
    CONSTRAINT ppde_listrule_hire_days_check CHECK ((hire_days >= 0)),
    CONSTRAINT ppde_listrule_longest_pause_months_check CHECK ((longest_pause_months >= 0)),
    CONSTRAINT ppde_listrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT ppde_listrule_perimeter_months_check CHECK ((perimeter_months >= 0)),
    CONSTRAINT ppde_listrule_refusal_pause_months_check CHECK ((refusal_pause_months >= 0)),
    CONSTRAINT ppde_listrule_refusals_check CHECK ((refusals >= 0)),
    CONSTRAINT ppde_listrule_reminder_days_check CHECK ((reminder_days >= 0)),
    CONSTRAINT ppde_listrule_reminders_check CHECK ((reminders >= 0)),
    CONSTRAINT ppde_listrule_reply_days_check CHECK ((reply_days >= 0)),
    CONSTRAINT ppde_listrule_return_months_check CHECK ((return_months >= 0)),
    CONSTRAINT ppde_listrule_version_check CHECK ((version >= 0))
);
ALTER TABLE public.ppde_listrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_listrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_listsheet (
    id bigint NOT NULL,
    lines jsonb NOT NULL,
    exceptions jsonb NOT NULL,
    counts jsonb NOT NULL,
    prepared_at timestamp with time zone NOT NULL,
    prepared_by_id bigint,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_listsheet FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_listsheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_listsheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_lookalike (
    id bigint NOT NULL,
    likeness double precision NOT NULL,
    reasons character varying(200)[] NOT NULL,
    state character varying(5) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    said_at timestamp with time zone,
    first_id bigint NOT NULL,
    said_by_id bigint,
    second_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT lookalike_ordered CHECK ((first_id < second_id))
);
ALTER TABLE ONLY public.ppde_lookalike FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_lookalike ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_lookalike_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_merge (
    id bigint NOT NULL,
    absorbed_id bigint NOT NULL,
    absorbed_reference character varying(12) NOT NULL,
    reason character varying(300) NOT NULL,
    memory jsonb NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    kept_id bigint NOT NULL,
    merged_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    undone_by_id bigint,
    CONSTRAINT ppde_merge_no_nir CHECK ((NOT public.holds_nir((reason)::text)))
);
ALTER TABLE ONLY public.ppde_merge FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_mobilityfile (
    id bigint NOT NULL,
    consented_on date NOT NULL,
    project character varying(300) NOT NULL,
    target_jobs character varying(80)[] NOT NULL,
    closed_on date,
    closing character varying(10) NOT NULL,
    opened_by_id bigint,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT mobility_closed_has_issue CHECK ((((closed_on IS NULL) AND ((closing)::text = ''::text)) OR ((closed_on >= consented_on) AND (NOT ((closing)::text = ''::text))))),
    CONSTRAINT ppde_mobilityfile_no_nir CHECK ((NOT (public.holds_nir((project)::text) OR public.holds_nir(array_to_string(target_jobs, ' '::text)))))
);
ALTER TABLE ONLY public.ppde_mobilityfile FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_mobilityfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_mobilityfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_mobilitystep (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    "on" date NOT NULL,
    text character varying(200) NOT NULL,
    author_id bigint,
    mobility_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    corrects_id bigint,
    is_withdrawn boolean NOT NULL,
    reason character varying(300) NOT NULL,
    CONSTRAINT ppde_mobilitystep_no_nir CHECK ((NOT (public.holds_nir((text)::text) OR public.holds_nir((reason)::text))))
);
ALTER TABLE ONLY public.ppde_mobilitystep FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_mobilitystep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_mobilitystep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_mobilitytrial (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    employer character varying(160) NOT NULL,
    period daterange NOT NULL,
    result character varying(8) NOT NULL,
    mobility_id bigint NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_mobilitytrial_no_nir CHECK ((NOT public.holds_nir((employer)::text)))
);
ALTER TABLE ONLY public.ppde_mobilitytrial FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_mobilitytrial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_mobilitytrial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_orientation (
    id bigint NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    phone character varying(20) NOT NULL,
    email character varying(254) NOT NULL,
    contact_preference character varying(120) NOT NULL,
    has_agreed boolean NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    closed_reason character varying(300) NOT NULL,
    author_id bigint NOT NULL,
    organisation_id bigint,
    person_id bigint,
    territory_id bigint NOT NULL,
    closed_on date,
    is_told boolean NOT NULL,
    told_until date,
    CONSTRAINT orientation_agreed CHECK (has_agreed),
    CONSTRAINT orientation_met_person CHECK (((NOT ((state)::text = 'met'::text)) OR (person_id IS NOT NULL))),
    CONSTRAINT ppde_orientation_no_nir CHECK ((NOT (public.holds_nir((contact_preference)::text) OR public.holds_nir((closed_reason)::text) OR public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((phone)::text) OR public.holds_nir((email)::text))))
);
ALTER TABLE ONLY public.ppde_orientation FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_orientation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_orientation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_outcome (
    id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    "on" date NOT NULL,
    employer character varying(160) NOT NULL,
    weekly_hours numeric(4,1),
    recorded_at timestamp with time zone NOT NULL,
    recorded_by_id bigint,
    territory_id bigint NOT NULL,
    person_id bigint NOT NULL,
    left_on date,
    rule_id bigint,
    CONSTRAINT ppde_outcome_no_nir CHECK ((NOT public.holds_nir((employer)::text)))
);
ALTER TABLE ONLY public.ppde_outcome FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_outcome ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_outcome_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_pasttime (
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    past integer NOT NULL,
    soon integer,
    counted_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_pasttime_past_check CHECK ((past >= 0)),
    CONSTRAINT ppde_pasttime_soon_check CHECK ((soon >= 0))
);
ALTER TABLE public.ppde_pasttime ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_pasttime_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_pause (
    id bigint NOT NULL,
    period daterange NOT NULL,
    reason character varying(10) NOT NULL,
    territory_id bigint NOT NULL,
    person_id bigint NOT NULL,
    rule_id bigint,
    proposal bigint
);
ALTER TABLE ONLY public.ppde_pause FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_pause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_person (
    id bigint NOT NULL,
    number integer NOT NULL,
    last_name character varying(80) NOT NULL,
    first_name character varying(80) NOT NULL,
    birth_year smallint,
    sex character varying(1) NOT NULL,
    phone character varying(20) NOT NULL,
    email character varying(254) NOT NULL,
    contact_preference character varying(120) NOT NULL,
    origin character varying(20) NOT NULL,
    france_travail character varying(8) NOT NULL,
    rsa character varying(8) NOT NULL,
    duration character varying(8) NOT NULL,
    wished_hours numeric(4,1),
    constraints_known character varying(12)[] NOT NULL,
    comment character varying(300) NOT NULL,
    notice_given_on date,
    created_at timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    identified_on date NOT NULL,
    met_on date,
    interviewed_on date,
    volunteer_on date,
    volunteer_recorded_at timestamp with time zone,
    draw integer NOT NULL,
    eligible_on date,
    first_proposal_on date,
    outcome_on date,
    outcome_kind character varying(24) NOT NULL,
    last_contact_on date,
    district_id bigint,
    orienting_organisation_id bigint,
    referent_id bigint,
    territory_id bigint NOT NULL,
    anonymised_on date,
    limited_on date,
    CONSTRAINT ppde_person_birth_year_check CHECK ((birth_year >= 0)),
    CONSTRAINT ppde_person_draw_check CHECK ((draw >= 0)),
    CONSTRAINT ppde_person_no_nir CHECK ((NOT (public.holds_nir((comment)::text) OR public.holds_nir((contact_preference)::text) OR public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((phone)::text) OR public.holds_nir((email)::text)))),
    CONSTRAINT ppde_person_number_check CHECK ((number >= 0))
);
ALTER TABLE ONLY public.ppde_person FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_person ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_personkey (
    key character varying(120) NOT NULL COLLATE pg_catalog."C",
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_personkey FORCE ROW LEVEL SECURITY;
CREATE TABLE public.ppde_personpage (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    given_by_id bigint NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT person_page_ends_after CHECK ((expires_at > given_at))
);
ALTER TABLE ONLY public.ppde_personpage FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_personpage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_personpage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_personskill (
    id bigint NOT NULL,
    level character varying(8) NOT NULL,
    wants_to_learn boolean NOT NULL,
    said_on date NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    CONSTRAINT person_skill_says_something CHECK (((NOT ((level)::text = ''::text)) OR wants_to_learn))
);
ALTER TABLE ONLY public.ppde_personskill FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_personskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_personskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_presence (
    id bigint NOT NULL,
    status character varying(8) NOT NULL,
    event_id bigint,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    session_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_presence FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_presence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_presence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_processing (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    code character varying(40) NOT NULL,
    version smallint NOT NULL,
    name character varying(120) NOT NULL,
    purpose text NOT NULL,
    basis character varying(10) NOT NULL,
    people character varying(300) NOT NULL,
    categories text NOT NULL,
    recipients text NOT NULL,
    retention character varying(300) NOT NULL,
    notice text NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_processing_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir((name)::text) OR public.holds_nir(purpose) OR public.holds_nir((people)::text) OR public.holds_nir(categories) OR public.holds_nir(recipients) OR public.holds_nir((retention)::text) OR public.holds_nir(notice)))),
    CONSTRAINT ppde_processing_version_check CHECK ((version >= 0))
);
ALTER TABLE public.ppde_processing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_processing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_rankact (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    before_on date NOT NULL,
    after_on date NOT NULL,
    after_at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    author_id bigint,
    person_id bigint NOT NULL,
    rule_id bigint,
    territory_id bigint NOT NULL,
    before_at timestamp with time zone,
    decision_id bigint,
    undoes_id bigint,
    proposal bigint,
    CONSTRAINT ppde_rankact_no_nir CHECK ((NOT public.holds_nir((reason)::text)))
);
ALTER TABLE ONLY public.ppde_rankact FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_rankact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_rankact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_reading (
    id bigint NOT NULL,
    number integer,
    at timestamp with time zone NOT NULL,
    kind character varying(8) NOT NULL,
    verb character varying(60) NOT NULL,
    reason character varying(300) NOT NULL,
    is_referent boolean NOT NULL,
    rows integer,
    person_id bigint,
    territory_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT ppde_reading_no_nir CHECK ((NOT public.holds_nir((reason)::text))),
    CONSTRAINT ppde_reading_number_check CHECK ((number >= 0)),
    CONSTRAINT ppde_reading_rows_check CHECK ((rows >= 0))
);
ALTER TABLE ONLY public.ppde_reading FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_reading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_reading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_readingalert (
    id bigint NOT NULL,
    "on" date NOT NULL,
    kind character varying(8) NOT NULL,
    files integer NOT NULL,
    usual numeric(6,1),
    seen_at timestamp with time zone,
    note character varying(300) NOT NULL,
    seen_by_id bigint,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT alert_seen_by_somebody CHECK ((((seen_at IS NULL) AND (seen_by_id IS NULL)) OR ((seen_at IS NOT NULL) AND (seen_by_id IS NOT NULL)))),
    CONSTRAINT ppde_readingalert_files_check CHECK ((files >= 0)),
    CONSTRAINT ppde_readingalert_no_nir CHECK ((NOT public.holds_nir((note)::text)))
);
ALTER TABLE public.ppde_readingalert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_readingalert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_readingrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    months_kept smallint NOT NULL,
    volume_minimum smallint NOT NULL,
    volume_factor numeric(3,1) NOT NULL,
    outside_minimum smallint NOT NULL,
    night_from smallint NOT NULL,
    night_until smallint NOT NULL,
    territory_id bigint NOT NULL,
    days_of_habit smallint NOT NULL,
    past_days smallint NOT NULL,
    written_by_id bigint,
    minutes_apart smallint NOT NULL,
    export_minimum smallint NOT NULL,
    export_night_minimum smallint NOT NULL,
    outside_in_weeks smallint NOT NULL,
    same_file_days smallint NOT NULL,
    CONSTRAINT ppde_readingrule_days_of_habit_check CHECK ((days_of_habit >= 0)),
    CONSTRAINT ppde_readingrule_export_minimum_check CHECK ((export_minimum >= 0)),
    CONSTRAINT ppde_readingrule_export_night_minimum_check CHECK ((export_night_minimum >= 0)),
    CONSTRAINT ppde_readingrule_minutes_apart_check CHECK ((minutes_apart >= 0)),
    CONSTRAINT ppde_readingrule_months_kept_check CHECK ((months_kept >= 0)),
    CONSTRAINT ppde_readingrule_night_from_check CHECK ((night_from >= 0)),
    CONSTRAINT ppde_readingrule_night_until_check CHECK ((night_until >= 0)),
    CONSTRAINT ppde_readingrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT ppde_readingrule_outside_in_weeks_check CHECK ((outside_in_weeks >= 0)),
    CONSTRAINT ppde_readingrule_outside_minimum_check CHECK ((outside_minimum >= 0)),
    CONSTRAINT ppde_readingrule_past_days_check CHECK ((past_days >= 0)),
    CONSTRAINT ppde_readingrule_same_file_days_check CHECK ((same_file_days >= 0)),
    CONSTRAINT ppde_readingrule_volume_minimum_check CHECK ((volume_minimum >= 0))
);
ALTER TABLE public.ppde_readingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_readingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_refusalreview (
    id bigint NOT NULL,
    refused_on date NOT NULL,
    count smallint NOT NULL,
    post character varying(300) NOT NULL,
    motive character varying(80) NOT NULL,
    effect character varying(9) NOT NULL,
    decided_on date,
    asked_at timestamp with time zone NOT NULL,
    decision_id bigint,
    person_id bigint NOT NULL,
    recorded_by_id bigint,
    rule_id bigint,
    territory_id bigint NOT NULL,
    proposal bigint,
    CONSTRAINT ppde_refusalreview_count_check CHECK ((count >= 0)),
    CONSTRAINT ppde_refusalreview_no_nir CHECK ((NOT (public.holds_nir((post)::text) OR public.holds_nir((motive)::text)))),
    CONSTRAINT refusal_review_decided_with_decision CHECK (((((effect)::text = ANY ((ARRAY['keep'::character varying, 'back'::character varying, 'leaves'::character varying])::text[])) AND (decided_on IS NOT NULL) AND (decision_id IS NOT NULL)) OR ((effect)::text = ANY ((ARRAY['pending'::character varying, 'withdrawn'::character varying])::text[]))))
);
ALTER TABLE ONLY public.ppde_refusalreview FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_refusalreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_refusalreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_rereading (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    done smallint NOT NULL,
    total smallint NOT NULL,
    last bigint NOT NULL,
    read integer NOT NULL,
    found integer NOT NULL,
    attempt smallint NOT NULL,
    heartbeat timestamp with time zone NOT NULL,
    error character varying(200) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    asked_by_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_rereading_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT ppde_rereading_done_check CHECK ((done >= 0)),
    CONSTRAINT ppde_rereading_found_check CHECK ((found >= 0)),
    CONSTRAINT ppde_rereading_read_check CHECK ((read >= 0)),
    CONSTRAINT ppde_rereading_total_check CHECK ((total >= 0))
);
ALTER TABLE public.ppde_rereading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_rereading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_restrictednote (
    id bigint NOT NULL,
    subject character varying(12) NOT NULL,
    token text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    author_id bigint NOT NULL,
    person_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_restrictednote FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_restrictednote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_restrictednote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_retentionrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    months smallint NOT NULL,
    notice_months smallint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_retentionrule_months_check CHECK ((months >= 0)),
    CONSTRAINT ppde_retentionrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT ppde_retentionrule_notice_months_check CHECK ((notice_months >= 0)),
    CONSTRAINT retention_notice_before_end CHECK ((notice_months < months))
);
ALTER TABLE public.ppde_retentionrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_retentionrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_return (
    id bigint NOT NULL,
    "on" date NOT NULL,
    effect character varying(4) NOT NULL,
    reason character varying(300) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    decision_id bigint,
    outcome_id bigint NOT NULL,
    person_id bigint NOT NULL,
    recorded_by_id bigint,
    rule_id bigint,
    territory_id bigint NOT NULL,
    pauses jsonb NOT NULL,
    CONSTRAINT ppde_return_no_nir CHECK ((NOT public.holds_nir((reason)::text)))
);
ALTER TABLE ONLY public.ppde_return FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_return ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_rightsrequest (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(14) NOT NULL,
    received_on date NOT NULL,
    channel character varying(8) NOT NULL,
    details character varying(600) NOT NULL,
    identity character varying(10) NOT NULL,
    due_on date NOT NULL,
    extension_reason character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    answered_on date,
    answer text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    answered_by_id bigint,
    person_id bigint,
    recorded_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    orientation_id bigint,
    came_with_id bigint,
    joined_to_id bigint,
    CONSTRAINT ppde_rightsrequest_no_nir CHECK ((NOT (public.holds_nir((details)::text) OR public.holds_nir((extension_reason)::text) OR public.holds_nir(answer)))),
    CONSTRAINT ppde_rightsrequest_number_check CHECK ((number >= 0)),
    CONSTRAINT rights_closed_has_day CHECK ((((answered_on IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (answered_on IS NOT NULL)))),
    CONSTRAINT rights_due_after_received CHECK ((due_on > received_on)),
    CONSTRAINT rights_of_one_subject CHECK ((((orientation_id IS NOT NULL) AND (person_id IS NULL)) OR ((orientation_id IS NULL) AND (person_id IS NOT NULL))))
);
ALTER TABLE ONLY public.ppde_rightsrequest FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_rightsrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_rightsrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_schemerequest (
    id bigint NOT NULL,
    asked_on date NOT NULL,
    state character varying(8) NOT NULL,
    closed_on date,
    result character varying(200) NOT NULL,
    author_id bigint,
    person_id bigint NOT NULL,
    scheme_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_schemerequest_no_nir CHECK ((NOT public.holds_nir((result)::text))),
    CONSTRAINT scheme_request_closed_on_a_day CHECK ((((closed_on IS NULL) AND ((state)::text = 'asked'::text)) OR ((NOT ((state)::text = 'asked'::text)) AND (closed_on IS NOT NULL))))
);
ALTER TABLE ONLY public.ppde_schemerequest FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_schemerequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_schemerequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_seal (
    id bigint NOT NULL,
    secret bytea NOT NULL
);
ALTER TABLE public.ppde_seal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_seal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_sensitiveword (
    id bigint NOT NULL,
    stem character varying(40) NOT NULL,
    subject character varying(10) NOT NULL,
    territory_id bigint NOT NULL,
    is_whole boolean NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by_id bigint,
    removed_at timestamp with time zone,
    removed_by_id bigint,
    CONSTRAINT sensitive_word_plain CHECK (((stem)::text ~ '^[a-z0-9]+( [a-z0-9]+)*$'::text)),
    CONSTRAINT sensitive_word_removed_by_somebody CHECK ((((removed_at IS NULL) AND (removed_by_id IS NULL)) OR ((removed_at IS NOT NULL) AND (removed_by_id IS NOT NULL))))
);
ALTER TABLE public.ppde_sensitiveword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_sensitiveword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_session (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    title character varying(120) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    place character varying(160) NOT NULL,
    seats smallint,
    anonymous smallint NOT NULL,
    state character varying(10) NOT NULL,
    animator_id bigint,
    organisation_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_session_anonymous_check CHECK ((anonymous >= 0)),
    CONSTRAINT ppde_session_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir((place)::text)))),
    CONSTRAINT ppde_session_seats_check CHECK ((seats >= 0)),
    CONSTRAINT session_count_once_held CHECK ((((state)::text = 'held'::text) OR (anonymous = 0)))
);
ALTER TABLE public.ppde_session ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_sessionshare (
    id bigint NOT NULL,
    places smallint NOT NULL,
    taken smallint NOT NULL,
    waiting smallint NOT NULL,
    waiting_since timestamp with time zone,
    territory_id bigint NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT ppde_sessionshare_places_check CHECK ((places >= 0)),
    CONSTRAINT ppde_sessionshare_taken_check CHECK ((taken >= 0)),
    CONSTRAINT ppde_sessionshare_waiting_check CHECK ((waiting >= 0)),
    CONSTRAINT session_share_within_places CHECK ((taken <= places))
);
ALTER TABLE public.ppde_sessionshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_sessionshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_skill (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    domain character varying(80) NOT NULL,
    rome_code character varying(6) NOT NULL,
    is_common boolean NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_skill_no_nir CHECK ((NOT (public.holds_nir((name)::text) OR public.holds_nir((domain)::text))))
);
ALTER TABLE public.ppde_skill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_skill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_textflag (
    id bigint NOT NULL,
    number integer,
    field character varying(40) NOT NULL,
    words character varying(40)[] NOT NULL,
    found_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    reviewed_at timestamp with time zone,
    reason character varying(300) NOT NULL,
    person_id bigint,
    reviewed_by_id bigint,
    territory_id bigint NOT NULL,
    model character varying(60) NOT NULL,
    object_id bigint,
    places integer[],
    CONSTRAINT flag_reviewed_by_somebody CHECK ((((reviewed_by_id IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (reviewed_by_id IS NOT NULL)))),
    CONSTRAINT ppde_textflag_no_nir CHECK ((NOT public.holds_nir((reason)::text))),
    CONSTRAINT ppde_textflag_number_check CHECK ((number >= 0))
);
ALTER TABLE ONLY public.ppde_textflag FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_textflag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_textflag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_training (
    id bigint NOT NULL,
    title character varying(160) NOT NULL,
    provider character varying(160) NOT NULL,
    objectives text NOT NULL,
    hours smallint NOT NULL,
    is_open boolean NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT ppde_training_hours_check CHECK ((hours >= 0)),
    CONSTRAINT ppde_training_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir((provider)::text) OR public.holds_nir(objectives))))
);
ALTER TABLE public.ppde_training ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_training_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_trainingpresence (
    id bigint NOT NULL,
    "on" date NOT NULL,
    present boolean NOT NULL,
    enrolment_id bigint NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE ONLY public.ppde_trainingpresence FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_trainingpresence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_trainingpresence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_trainingsession (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    place character varying(200) NOT NULL,
    places smallint NOT NULL,
    territory_id bigint NOT NULL,
    training_id bigint NOT NULL,
    cancelled_on date,
    cancelled_reason character varying(300) NOT NULL,
    CONSTRAINT ppde_trainingsession_no_nir CHECK ((NOT (public.holds_nir((cancelled_reason)::text) OR public.holds_nir((place)::text)))),
    CONSTRAINT ppde_trainingsession_places_check CHECK ((places >= 0)),
    CONSTRAINT session_days_in_order CHECK ((ends_on >= starts_on))
);
ALTER TABLE public.ppde_trainingsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_trainingsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ppde_trainingskill (
    id bigint NOT NULL,
    skill_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    training_id bigint NOT NULL
);
ALTER TABLE public.ppde_trainingskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ppde_trainingskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);
ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);
ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_batch (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    file character varying(100) NOT NULL,
    format character varying(4) NOT NULL,
    state character varying(8) NOT NULL,
    job character varying(8) NOT NULL,
    rows integer NOT NULL,
    mapping jsonb NOT NULL,
    warnings jsonb NOT NULL,
    counts jsonb NOT NULL,
    problems jsonb NOT NULL,
    done integer NOT NULL,
    error text NOT NULL,
    attempt smallint NOT NULL,
    heartbeat timestamp with time zone,
    opened_at timestamp with time zone NOT NULL,
    written_at timestamp with time zone,
    closed_at timestamp with time zone,
    opened_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    undone_by_id bigint,
    has_titles boolean NOT NULL,
    sheet smallint NOT NULL,
    asked jsonb NOT NULL,
    asked_by_id bigint,
    CONSTRAINT territories_batch_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT territories_batch_done_check CHECK ((done >= 0)),
    CONSTRAINT territories_batch_rows_check CHECK ((rows >= 0)),
    CONSTRAINT territories_batch_sheet_check CHECK ((sheet >= 0))
);
ALTER TABLE public.territories_batch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_columnmapping (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    labels jsonb NOT NULL,
    territory_id bigint NOT NULL
);
ALTER TABLE public.territories_columnmapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_columnmapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_commitment (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    promised smallint NOT NULL,
    period daterange NOT NULL,
    note character varying(300) NOT NULL,
    organisation_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_commitment_no_nir CHECK ((NOT public.holds_nir((note)::text))),
    CONSTRAINT territories_commitment_promised_check CHECK ((promised >= 0))
);
ALTER TABLE public.territories_commitment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_commitment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_commitmentdelivery (
    id bigint NOT NULL,
    "on" date NOT NULL,
    number smallint NOT NULL,
    note character varying(200) NOT NULL,
    commitment_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    author_id bigint,
    corrects_id bigint,
    is_withdrawn boolean NOT NULL,
    reason character varying(300) NOT NULL,
    recorded_at timestamp with time zone,
    CONSTRAINT delivery_correction_has_reason CHECK ((((corrects_id IS NULL) AND (NOT is_withdrawn) AND ((reason)::text = ''::text)) OR ((corrects_id IS NOT NULL) AND (NOT ((reason)::text = ''::text))))),
    CONSTRAINT territories_commitmentdelivery_no_nir CHECK ((NOT (public.holds_nir((note)::text) OR public.holds_nir((reason)::text)))),
    CONSTRAINT territories_commitmentdelivery_number_check CHECK ((number >= 0))
);
ALTER TABLE public.territories_commitmentdelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_commitmentdelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_contact (
    id bigint NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    function character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(20) NOT NULL,
    is_published boolean NOT NULL,
    organisation_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    known_on date NOT NULL,
    CONSTRAINT territories_contact_no_nir CHECK ((NOT (public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((phone)::text) OR public.holds_nir((email)::text) OR public.holds_nir((function)::text))))
);
ALTER TABLE ONLY public.territories_contact FORCE ROW LEVEL SECURITY;
ALTER TABLE public.territories_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_contribution (
    id bigint NOT NULL,
    label character varying(160) NOT NULL,
    workshop character varying(120) NOT NULL,
    "on" date NOT NULL,
    steps text NOT NULL,
    short_term text NOT NULL,
    medium_term text NOT NULL,
    author_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_contribution_no_nir CHECK ((NOT (public.holds_nir(steps) OR public.holds_nir(short_term) OR public.holds_nir(medium_term) OR public.holds_nir((label)::text) OR public.holds_nir((workshop)::text))))
);
ALTER TABLE public.territories_contribution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_contribution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_digest (
    id bigint NOT NULL,
    week date NOT NULL,
    state character varying(7) NOT NULL,
    error character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.territories_digest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_digest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_digestrefusal (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.territories_digestrefusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_digestrefusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_entry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    verb character varying(60) NOT NULL,
    model character varying(60) NOT NULL,
    object_id bigint,
    label character varying(200) NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    is_named boolean NOT NULL,
    user_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT entry_about_a_person_is_named CHECK ((is_named OR (object_id IS NULL) OR ((model)::text <> 'ppde.person'::text))),
    CONSTRAINT territories_entry_no_nir CHECK ((NOT public.holds_nir((reason)::text)))
);
ALTER TABLE ONLY public.territories_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.territories_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_estimate (
    id bigint NOT NULL,
    "on" date NOT NULL,
    persons integer NOT NULL,
    source character varying(200) NOT NULL,
    method character varying(400) NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_estimate_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir((method)::text)))),
    CONSTRAINT territories_estimate_persons_check CHECK ((persons >= 0))
);
ALTER TABLE public.territories_estimate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_estimate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_exchangeitem (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    text character varying(400) NOT NULL,
    tags character varying(60)[] NOT NULL,
    state character varying(10) NOT NULL,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    answered_by_id bigint,
    answered_from_id bigint,
    author_id bigint NOT NULL,
    contribution_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_exchangeitem_no_nir CHECK ((NOT (public.holds_nir((text)::text) OR public.holds_nir(answer) OR public.holds_nir(array_to_string(tags, ' '::text)))))
);
ALTER TABLE public.territories_exchangeitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_exchangeitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_grant (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    period daterange NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_by_id bigint,
    holder_id bigint NOT NULL,
    opened_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    end_told_at timestamp with time zone,
    ending_told_at timestamp with time zone,
    longest_days smallint NOT NULL,
    opening_told_at timestamp with time zone,
    CONSTRAINT grant_no_longer_than_allowed CHECK (((COALESCE((upper(period) - lower(period)), 10000) >= 1) AND (COALESCE((upper(period) - lower(period)), 10000) <= longest_days))),
    CONSTRAINT territories_grant_longest_days_check CHECK ((longest_days >= 0)),
    CONSTRAINT territories_grant_no_nir CHECK ((NOT public.holds_nir((reason)::text)))
);
ALTER TABLE public.territories_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_grantmail (
    id bigint NOT NULL,
    what character varying(7) NOT NULL,
    state character varying(7) NOT NULL,
    error character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    grant_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.territories_grantmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_grantmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_grantrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    longest_days smallint NOT NULL,
    notice_days smallint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT grant_notice_within CHECK ((notice_days <= longest_days)),
    CONSTRAINT territories_grantrule_longest_days_check CHECK ((longest_days >= 0)),
    CONSTRAINT territories_grantrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT territories_grantrule_notice_days_check CHECK ((notice_days >= 0))
);
ALTER TABLE public.territories_grantrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_grantrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_invitation (
    id bigint NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    role character varying(20) NOT NULL,
    function character varying(120) NOT NULL,
    digest character varying(64) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone,
    invited_by_id bigint,
    territory_id bigint NOT NULL,
    is_held boolean NOT NULL,
    CONSTRAINT territories_invitation_no_nir CHECK ((NOT (public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((email)::text) OR public.holds_nir((function)::text))))
);
ALTER TABLE ONLY public.territories_invitation FORCE ROW LEVEL SECURITY;
ALTER TABLE public.territories_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_keydate (
    id bigint NOT NULL,
    "on" date NOT NULL,
    title character varying(120) NOT NULL,
    text character varying(400) NOT NULL,
    is_key boolean NOT NULL,
    territory_id bigint NOT NULL,
    removed_on date,
    CONSTRAINT territories_keydate_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir((text)::text))))
);
ALTER TABLE public.territories_keydate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_keydate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_legalfigure (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    what character varying(16) NOT NULL,
    value numeric(10,2) NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT legal_figure_is_positive CHECK ((value > (0)::numeric)),
    CONSTRAINT territories_legalfigure_no_nir CHECK ((NOT public.holds_nir((source)::text)))
);
ALTER TABLE public.territories_legalfigure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_legalfigure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_maskingrule (
    id bigint NOT NULL,
    valid_from date NOT NULL,
    source character varying(300) NOT NULL,
    threshold smallint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_maskingrule_no_nir CHECK ((NOT public.holds_nir((source)::text))),
    CONSTRAINT territories_maskingrule_threshold_check CHECK ((threshold >= 0))
);
ALTER TABLE public.territories_maskingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_maskingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_membership (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    function character varying(120) NOT NULL,
    period daterange NOT NULL,
    user_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    organisation_id bigint,
    CONSTRAINT territories_membership_no_nir CHECK ((NOT public.holds_nir((function)::text)))
);
ALTER TABLE public.territories_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_newsreader (
    id bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.territories_newsreader ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_newsreader_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_organisation (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    kind character varying(20) NOT NULL,
    siret character varying(14) NOT NULL,
    city character varying(80) NOT NULL,
    website character varying(200) NOT NULL,
    "position" character varying(12) NOT NULL,
    note character varying(300) NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_organisation_no_nir CHECK ((NOT (public.holds_nir((note)::text) OR public.holds_nir((name)::text) OR public.holds_nir((city)::text))))
);
ALTER TABLE public.territories_organisation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_organisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_outline (
    id bigint NOT NULL,
    code character varying(5) NOT NULL,
    name character varying(120) NOT NULL,
    polygons jsonb NOT NULL,
    west double precision NOT NULL,
    south double precision NOT NULL,
    east double precision NOT NULL,
    north double precision NOT NULL,
    territory_id bigint NOT NULL,
    file_id bigint NOT NULL,
    CONSTRAINT territories_outline_no_nir CHECK ((NOT public.holds_nir((name)::text)))
);
ALTER TABLE public.territories_outline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_outline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_outlinefile (
    id bigint NOT NULL,
    source character varying(120) NOT NULL,
    as_of character varying(40) NOT NULL,
    licence character varying(80) NOT NULL,
    communes integer NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_outlinefile_communes_check CHECK ((communes >= 0)),
    CONSTRAINT territories_outlinefile_no_nir CHECK ((NOT (public.holds_nir((source)::text) OR public.holds_nir((as_of)::text) OR public.holds_nir((licence)::text))))
);
ALTER TABLE public.territories_outlinefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_outlinefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_perimeterunit (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    insee_code character varying(9) NOT NULL,
    population integer,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_perimeterunit_no_nir CHECK ((NOT public.holds_nir((name)::text))),
    CONSTRAINT territories_perimeterunit_population_check CHECK ((population >= 0))
);
ALTER TABLE public.territories_perimeterunit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_perimeterunit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_phase (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    period daterange NOT NULL,
    act character varying(300) NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_phase_no_nir CHECK ((NOT public.holds_nir((act)::text)))
);
ALTER TABLE public.territories_phase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_phase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_scheme (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    kind character varying(9) NOT NULL,
    theme character varying(10) NOT NULL,
    public character varying(300) NOT NULL,
    area character varying(200) NOT NULL,
    organisation character varying(160) NOT NULL,
    contact character varying(200) NOT NULL,
    how_to text NOT NULL,
    conditions text NOT NULL,
    link character varying(200) NOT NULL,
    checked_on date NOT NULL,
    check_months smallint NOT NULL,
    is_open boolean NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_scheme_check_months_check CHECK ((check_months >= 0)),
    CONSTRAINT territories_scheme_no_nir CHECK ((NOT (public.holds_nir(how_to) OR public.holds_nir((name)::text) OR public.holds_nir((public)::text) OR public.holds_nir(conditions) OR public.holds_nir((area)::text) OR public.holds_nir((organisation)::text) OR public.holds_nir((contact)::text))))
);
ALTER TABLE public.territories_scheme ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_scheme_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_schemenews (
    id bigint NOT NULL,
    title character varying(160) NOT NULL,
    text text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    scheme_id bigint,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_schemenews_no_nir CHECK ((NOT (public.holds_nir((title)::text) OR public.holds_nir(text))))
);
ALTER TABLE public.territories_schemenews ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_schemenews_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_stagedrow (
    id bigint NOT NULL,
    is_named boolean NOT NULL,
    line integer NOT NULL,
    label character varying(200) NOT NULL,
    cells jsonb NOT NULL,
    action character varying(9) NOT NULL,
    errors jsonb NOT NULL,
    notes jsonb NOT NULL,
    changes jsonb NOT NULL,
    target bigint,
    batch_id bigint NOT NULL,
    opened_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    decision character varying(20) NOT NULL,
    doubts jsonb NOT NULL,
    CONSTRAINT territories_stagedrow_line_check CHECK ((line >= 0))
)
WITH (fillfactor='40');
ALTER TABLE ONLY public.territories_stagedrow FORCE ROW LEVEL SECURITY;
ALTER TABLE public.territories_stagedrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_stagedrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_target (
    id bigint NOT NULL,
    year smallint NOT NULL,
    destination character varying(10) NOT NULL,
    jobs integer NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_target_jobs_check CHECK ((jobs >= 0)),
    CONSTRAINT territories_target_year_check CHECK ((year >= 0))
);
ALTER TABLE public.territories_target ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_target_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_territory (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    name character varying(120) NOT NULL,
    slug character varying(80) NOT NULL,
    population integer,
    population_source character varying(200) NOT NULL,
    presentation text NOT NULL,
    welcome text NOT NULL,
    is_public boolean NOT NULL,
    committee_label character varying(80) NOT NULL,
    masking_threshold smallint NOT NULL,
    hub_id bigint,
    silence_days smallint NOT NULL,
    request_days smallint NOT NULL,
    answer_days smallint NOT NULL,
    departure_days smallint NOT NULL,
    elimination_days smallint NOT NULL,
    meet_days smallint NOT NULL,
    notice_days smallint NOT NULL,
    pause_days smallint NOT NULL,
    referent_days smallint NOT NULL,
    review_days smallint NOT NULL,
    sheet_days smallint NOT NULL,
    statement_days smallint NOT NULL,
    text_days smallint NOT NULL,
    twin_days smallint NOT NULL,
    consent_days smallint NOT NULL,
    CONSTRAINT territories_territory_answer_days_check CHECK ((answer_days >= 0)),
    CONSTRAINT territories_territory_consent_days_check CHECK ((consent_days >= 0)),
    CONSTRAINT territories_territory_departure_days_check CHECK ((departure_days >= 0)),
    CONSTRAINT territories_territory_elimination_days_check CHECK ((elimination_days >= 0)),
    CONSTRAINT territories_territory_masking_threshold_check CHECK ((masking_threshold >= 0)),
    CONSTRAINT territories_territory_meet_days_check CHECK ((meet_days >= 0)),
    CONSTRAINT territories_territory_no_nir CHECK ((NOT (public.holds_nir((name)::text) OR public.holds_nir((population_source)::text) OR public.holds_nir((committee_label)::text) OR public.holds_nir(presentation) OR public.holds_nir(welcome)))),
    CONSTRAINT territories_territory_notice_days_check CHECK ((notice_days >= 0)),
    CONSTRAINT territories_territory_pause_days_check CHECK ((pause_days >= 0)),
    CONSTRAINT territories_territory_population_check CHECK ((population >= 0)),
    CONSTRAINT territories_territory_referent_days_check CHECK ((referent_days >= 0)),
    CONSTRAINT territories_territory_request_days_check CHECK ((request_days >= 0)),
    CONSTRAINT territories_territory_review_days_check CHECK ((review_days >= 0)),
    CONSTRAINT territories_territory_sheet_days_check CHECK ((sheet_days >= 0)),
    CONSTRAINT territories_territory_silence_days_check CHECK ((silence_days >= 0)),
    CONSTRAINT territories_territory_statement_days_check CHECK ((statement_days >= 0)),
    CONSTRAINT territories_territory_text_days_check CHECK ((text_days >= 0)),
    CONSTRAINT territories_territory_twin_days_check CHECK ((twin_days >= 0)),
    CONSTRAINT territory_local_has_hub CHECK ((((hub_id IS NULL) AND ((kind)::text = 'hub'::text)) OR ((hub_id IS NOT NULL) AND ((kind)::text = 'local'::text))))
);
ALTER TABLE public.territories_territory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_territory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_territorydepartment (
    id bigint NOT NULL,
    code character varying(3) NOT NULL,
    valid_from date,
    territory_id bigint NOT NULL
);
ALTER TABLE public.territories_territorydepartment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_territorydepartment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_token (
    id bigint NOT NULL,
    label character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    ending character varying(4) NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    last_used_on date,
    revoked_at timestamp with time zone,
    made_by_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_token_no_nir CHECK ((NOT public.holds_nir((label)::text))),
    CONSTRAINT token_ends_after_it_is_made CHECK ((until >= since))
);
ALTER TABLE public.territories_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_typedperiod (
    id bigint NOT NULL,
    period daterange NOT NULL,
    reason character varying(300) NOT NULL,
    reconciliation jsonb NOT NULL,
    gap_reason character varying(300) NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_typedperiod_no_nir CHECK ((NOT (public.holds_nir((reason)::text) OR public.holds_nir((gap_reason)::text))))
);
ALTER TABLE public.territories_typedperiod ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_typedperiod_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_webhook (
    id bigint NOT NULL,
    label character varying(80) NOT NULL,
    url character varying(500) NOT NULL,
    kinds character varying(20)[] NOT NULL,
    secret text NOT NULL,
    former_secret text NOT NULL,
    former_until timestamp with time zone,
    state character varying(6) NOT NULL,
    ended_at timestamp with time zone,
    ended_because character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    CONSTRAINT territories_webhook_no_nir CHECK ((NOT public.holds_nir((label)::text))),
    CONSTRAINT webhook_ended_because CHECK ((((ended_at IS NOT NULL) AND ((state)::text = 'ended'::text)) OR ((NOT ((state)::text = 'ended'::text)) AND (ended_at IS NULL) AND ((ended_because)::text = ''::text))))
);
ALTER TABLE public.territories_webhook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_webhook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_webhookdelivery (
    id bigint NOT NULL,
    event uuid NOT NULL,
    kind character varying(20) NOT NULL,
    path character varying(200) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    tries smallint NOT NULL,
    next_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    status smallint,
    error character varying(300) NOT NULL,
    duration_ms integer,
    mark character varying(64) NOT NULL,
    place_id bigint NOT NULL,
    territory_id bigint NOT NULL,
    webhook_id bigint NOT NULL,
    CONSTRAINT territories_webhookdelivery_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT territories_webhookdelivery_status_check CHECK ((status >= 0)),
    CONSTRAINT territories_webhookdelivery_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.territories_webhookdelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_webhookdelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.territories_webhookmail (
    id bigint NOT NULL,
    state character varying(7) NOT NULL,
    error character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    territory_id bigint NOT NULL,
    user_id bigint NOT NULL,
    webhook_id bigint NOT NULL
);
ALTER TABLE public.territories_webhookmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.territories_webhookmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.users_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    dormant_told_on date,
    closed_on date,
    erased_on date,
    export_columns jsonb NOT NULL,
    CONSTRAINT users_email_lower CHECK (((email)::text = lower((email)::text))),
    CONSTRAINT users_user_no_nir CHECK ((NOT (public.holds_nir((last_name)::text) OR public.holds_nir((first_name)::text) OR public.holds_nir((email)::text))))
);
ALTER TABLE public.users_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.users_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.activities_activity
    ADD CONSTRAINT activities_activity_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.activities_activitypartner
    ADD CONSTRAINT activities_activitypartner_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.activities_activityskill
    ADD CONSTRAINT activities_activityskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.activities_wish
    ADD CONSTRAINT activities_wish_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_addendum
    ADD CONSTRAINT cle_addendum_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_agendaitem
    ADD CONSTRAINT cle_agendaitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_committee
    ADD CONSTRAINT cle_committee_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_convocation
    ADD CONSTRAINT cle_convocation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_convocationmail
    ADD CONSTRAINT cle_convocationmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_rectifies_id_key UNIQUE (rectifies_id);
ALTER TABLE ONLY public.cle_meeting
    ADD CONSTRAINT cle_meeting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_noticerule
    ADD CONSTRAINT cle_noticerule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_quorumrule
    ADD CONSTRAINT cle_quorumrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT cle_seat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_contracthours
    ADD CONSTRAINT contract_hours_no_overlap EXCLUDE USING gist (contract_id WITH =, period WITH &&);
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT convention_no_overlap EXCLUDE USING gist (enterprise_id WITH =, period WITH &&);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.ebe_cderate
    ADD CONSTRAINT ebe_cderate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_cdestatement
    ADD CONSTRAINT ebe_cdestatement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_contract
    ADD CONSTRAINT ebe_contract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_contracthours
    ADD CONSTRAINT ebe_contracthours_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitation_invitation_id_key UNIQUE (invitation_id);
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_enterprise
    ADD CONSTRAINT ebe_enterprise_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_hiringplan
    ADD CONSTRAINT ebe_hiringplan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_management
    ADD CONSTRAINT ebe_management_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_missingmonth
    ADD CONSTRAINT ebe_missingmonth_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_monthlyreturn
    ADD CONSTRAINT ebe_monthlyreturn_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_ownrate
    ADD CONSTRAINT ebe_ownrate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_postskill
    ADD CONSTRAINT ebe_postskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_returncorrection
    ADD CONSTRAINT ebe_returncorrection_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_returnrule
    ADD CONSTRAINT ebe_returnrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_smicrate
    ADD CONSTRAINT ebe_smicrate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ebe_staffentry
    ADD CONSTRAINT ebe_staffentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_answer
    ADD CONSTRAINT evaluation_answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_delivery
    ADD CONSTRAINT evaluation_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT evaluation_extract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_extractkey
    ADD CONSTRAINT evaluation_extractkey_extract_id_key UNIQUE (extract_id);
ALTER TABLE ONLY public.evaluation_extractkey
    ADD CONSTRAINT evaluation_extractkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_extractline
    ADD CONSTRAINT evaluation_extractline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_extractmail
    ADD CONSTRAINT evaluation_extractmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_forecast
    ADD CONSTRAINT evaluation_forecast_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_indicatorvalue
    ADD CONSTRAINT evaluation_indicatorvalue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_monthlycount
    ADD CONSTRAINT evaluation_monthlycount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_newsletter
    ADD CONSTRAINT evaluation_newsletter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_newsletterblock
    ADD CONSTRAINT evaluation_newsletterblock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_question
    ADD CONSTRAINT evaluation_question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_questionnaire
    ADD CONSTRAINT evaluation_questionnaire_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_removal
    ADD CONSTRAINT evaluation_removal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_renewal
    ADD CONSTRAINT evaluation_renewal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_renewalmail
    ADD CONSTRAINT evaluation_renewalmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_report
    ADD CONSTRAINT evaluation_report_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_response
    ADD CONSTRAINT evaluation_response_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_stalefigures
    ADD CONSTRAINT evaluation_stalefigures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_subscriber
    ADD CONSTRAINT evaluation_subscriber_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_subscriber
    ADD CONSTRAINT evaluation_subscriber_token_key UNIQUE (token);
ALTER TABLE ONLY public.evaluation_waitrule
    ADD CONSTRAINT evaluation_waitrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_block_id_key UNIQUE (block_id);
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT extract_not_beside EXCLUDE USING gist (territory_id WITH =, holder_id WITH =, daterange(volunteers_from, volunteers_until, '[]'::text) WITH &&) WHERE (((state)::text = 'open'::text));
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT following_no_overlap EXCLUDE USING gist (person_id WITH =, period WITH &&);
ALTER TABLE ONLY public.territories_grant
    ADD CONSTRAINT grant_no_overlap EXCLUDE USING gist (territory_id WITH =, holder_id WITH =, period WITH &&) WHERE ((closed_at IS NULL));
ALTER TABLE ONLY public.ebe_management
    ADD CONSTRAINT management_no_overlap EXCLUDE USING gist (enterprise_id WITH =, user_id WITH =, period WITH &&);
ALTER TABLE ONLY public.territories_membership
    ADD CONSTRAINT membership_no_overlap EXCLUDE USING gist (territory_id WITH =, user_id WITH =, role WITH =, period WITH &&);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_pause
    ADD CONSTRAINT pause_no_overlap EXCLUDE USING gist (person_id WITH =, period WITH &&);
ALTER TABLE ONLY public.ppde_personkey
    ADD CONSTRAINT personkey_once PRIMARY KEY (territory_id, key, person_id);
ALTER TABLE ONLY public.territories_phase
    ADD CONSTRAINT phase_no_overlap EXCLUDE USING gist (territory_id WITH =, period WITH &&);
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_availability
    ADD CONSTRAINT ppde_availability_person_id_key UNIQUE (person_id);
ALTER TABLE ONLY public.ppde_availability
    ADD CONSTRAINT ppde_availability_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_controller
    ADD CONSTRAINT ppde_controller_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_deliveryperson
    ADD CONSTRAINT ppde_deliveryperson_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_desk
    ADD CONSTRAINT ppde_desk_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_durationrule
    ADD CONSTRAINT ppde_durationrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_eligibilitycriterion
    ADD CONSTRAINT ppde_eligibilitycriterion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_eligibilityprecision
    ADD CONSTRAINT ppde_eligibilityprecision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_eligibilityrule
    ADD CONSTRAINT ppde_eligibilityrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_elimination
    ADD CONSTRAINT ppde_elimination_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_eliminationline
    ADD CONSTRAINT ppde_eliminationline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_fingerprint
    ADD CONSTRAINT ppde_fingerprint_pkey PRIMARY KEY (territory_id, person_id, mark);
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT ppde_following_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_inquiry
    ADD CONSTRAINT ppde_inquiry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_journeyevent
    ADD CONSTRAINT ppde_journeyevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_listrule
    ADD CONSTRAINT ppde_listrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_listsheet
    ADD CONSTRAINT ppde_listsheet_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_merge
    ADD CONSTRAINT ppde_merge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_mobilityfile
    ADD CONSTRAINT ppde_mobilityfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_corrects_id_key UNIQUE (corrects_id);
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT ppde_mobilitytrial_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_outcome
    ADD CONSTRAINT ppde_outcome_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_pasttime
    ADD CONSTRAINT ppde_pasttime_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_pause
    ADD CONSTRAINT ppde_pause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_person
    ADD CONSTRAINT ppde_person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_personpage
    ADD CONSTRAINT ppde_personpage_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.ppde_personpage
    ADD CONSTRAINT ppde_personpage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_personskill
    ADD CONSTRAINT ppde_personskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_processing
    ADD CONSTRAINT ppde_processing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_undoes_id_key UNIQUE (undoes_id);
ALTER TABLE ONLY public.ppde_reading
    ADD CONSTRAINT ppde_reading_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_readingalert
    ADD CONSTRAINT ppde_readingalert_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_readingrule
    ADD CONSTRAINT ppde_readingrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_rereading
    ADD CONSTRAINT ppde_rereading_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_restrictednote
    ADD CONSTRAINT ppde_restrictednote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_retentionrule
    ADD CONSTRAINT ppde_retentionrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_outcome_id_key UNIQUE (outcome_id);
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_schemerequest
    ADD CONSTRAINT ppde_schemerequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_seal
    ADD CONSTRAINT ppde_seal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_sensitiveword
    ADD CONSTRAINT ppde_sensitiveword_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_session
    ADD CONSTRAINT ppde_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_sessionshare
    ADD CONSTRAINT ppde_sessionshare_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_skill
    ADD CONSTRAINT ppde_skill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_textflag
    ADD CONSTRAINT ppde_textflag_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_training
    ADD CONSTRAINT ppde_training_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_trainingpresence
    ADD CONSTRAINT ppde_trainingpresence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_trainingsession
    ADD CONSTRAINT ppde_trainingsession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_trainingskill
    ADD CONSTRAINT ppde_trainingskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cle_quorumrule
    ADD CONSTRAINT quorum_rule_once_a_day UNIQUE NULLS NOT DISTINCT (committee_id, valid_from);
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT seat_no_overlap EXCLUDE USING gist (committee_id WITH =, holder WITH =, college WITH =, period WITH &&);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);
ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_batch
    ADD CONSTRAINT territories_batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_columnmapping
    ADD CONSTRAINT territories_columnmapping_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_commitment
    ADD CONSTRAINT territories_commitment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitmentdelivery_corrects_id_key UNIQUE (corrects_id);
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitmentdelivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_contact
    ADD CONSTRAINT territories_contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_contribution
    ADD CONSTRAINT territories_contribution_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_digest
    ADD CONSTRAINT territories_digest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_digestrefusal
    ADD CONSTRAINT territories_digestrefusal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_entry
    ADD CONSTRAINT territories_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_estimate
    ADD CONSTRAINT territories_estimate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchangeitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_grant
    ADD CONSTRAINT territories_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_grantmail
    ADD CONSTRAINT territories_grantmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_grantrule
    ADD CONSTRAINT territories_grantrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_invitation
    ADD CONSTRAINT territories_invitation_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.territories_invitation
    ADD CONSTRAINT territories_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_keydate
    ADD CONSTRAINT territories_keydate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_legalfigure
    ADD CONSTRAINT territories_legalfigure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_maskingrule
    ADD CONSTRAINT territories_maskingrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_membership
    ADD CONSTRAINT territories_membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_newsreader
    ADD CONSTRAINT territories_newsreader_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_organisation
    ADD CONSTRAINT territories_organisation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_outline
    ADD CONSTRAINT territories_outline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_outlinefile
    ADD CONSTRAINT territories_outlinefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_perimeterunit
    ADD CONSTRAINT territories_perimeterunit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_phase
    ADD CONSTRAINT territories_phase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_scheme
    ADD CONSTRAINT territories_scheme_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_schemenews
    ADD CONSTRAINT territories_schemenews_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_stagedrow
    ADD CONSTRAINT territories_stagedrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_target
    ADD CONSTRAINT territories_target_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_territory
    ADD CONSTRAINT territories_territory_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_territory
    ADD CONSTRAINT territories_territory_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.territories_territorydepartment
    ADD CONSTRAINT territories_territorydepartment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_token
    ADD CONSTRAINT territories_token_digest_key UNIQUE (digest);
ALTER TABLE ONLY public.territories_token
    ADD CONSTRAINT territories_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_typedperiod
    ADD CONSTRAINT territories_typedperiod_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_webhook
    ADD CONSTRAINT territories_webhook_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_webhookdelivery
    ADD CONSTRAINT territories_webhookdelivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.territories_webhookmail
    ADD CONSTRAINT territories_webhookmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT trial_no_overlap EXCLUDE USING gist (person_id WITH =, period WITH &&);
ALTER TABLE ONLY public.territories_typedperiod
    ADD CONSTRAINT typed_period_no_overlap EXCLUDE USING gist (territory_id WITH =, period WITH &&);
ALTER TABLE ONLY public.users_user
    ADD CONSTRAINT users_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.users_user
    ADD CONSTRAINT users_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX activities_activity_carrier_id_651a1eca ON public.activities_activity USING btree (carrier_id);
CREATE INDEX activities_activity_decision_id_0a1c0ffc ON public.activities_activity USING btree (decision_id);
CREATE UNIQUE INDEX activities_activity_id_territory ON public.activities_activity USING btree (id, territory_id);
CREATE INDEX activities_activity_territory_id_ea6e44a9 ON public.activities_activity USING btree (territory_id);
CREATE INDEX activities_activitypartner_activity_id_c492518d ON public.activities_activitypartner USING btree (activity_id);
CREATE INDEX activities_activitypartner_partner_id_30c4b6f3 ON public.activities_activitypartner USING btree (partner_id);
CREATE INDEX activities_activitypartner_territory_id_32affee0 ON public.activities_activitypartner USING btree (territory_id);
CREATE INDEX activities_activityskill_activity_id_65d4e537 ON public.activities_activityskill USING btree (activity_id);
CREATE INDEX activities_activityskill_skill_id_af55c0bf ON public.activities_activityskill USING btree (skill_id);
CREATE INDEX activities_activityskill_territory_id_17b04d5c ON public.activities_activityskill USING btree (territory_id);
CREATE INDEX activities_wish_activity_id_2c8b67c4 ON public.activities_wish USING btree (activity_id);
CREATE INDEX activities_wish_person_id_d225228d ON public.activities_wish USING btree (person_id);
CREATE INDEX activities_wish_territory_id_9902f708 ON public.activities_wish USING btree (territory_id);
CREATE UNIQUE INDEX activity_once ON public.activities_activity USING btree (territory_id, name);
CREATE UNIQUE INDEX activity_partner_once ON public.activities_activitypartner USING btree (activity_id, partner_id);
CREATE INDEX activity_sector_state ON public.activities_activity USING btree (territory_id, sector, state);
CREATE UNIQUE INDEX activity_skill_once ON public.activities_activityskill USING btree (activity_id, skill_id);
CREATE UNIQUE INDEX alert_once_a_day ON public.ppde_readingalert USING btree (territory_id, user_id, "on", kind);
CREATE UNIQUE INDEX answer_once ON public.evaluation_answer USING btree (response_id, question_id);
CREATE UNIQUE INDEX attendance_once ON public.cle_attendance USING btree (meeting_id, seat_id);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX batch_job ON public.territories_batch USING btree (job) WHERE (NOT ((job)::text = ''::text));
CREATE INDEX batch_territory_date ON public.territories_batch USING btree (territory_id, opened_at DESC);
CREATE UNIQUE INDEX cde_rate_stands_once_a_day ON public.ebe_cderate USING btree (territory_id, valid_from) WHERE (replaced_at IS NULL);
CREATE UNIQUE INDEX cde_statement_once ON public.ebe_cdestatement USING btree (enterprise_id, month);
CREATE INDEX cle_addendum_meeting_id_2cf9e641 ON public.cle_addendum USING btree (meeting_id);
CREATE INDEX cle_addendum_territory_id_87ddba33 ON public.cle_addendum USING btree (territory_id);
CREATE INDEX cle_addendum_written_by_id_eb15d0b6 ON public.cle_addendum USING btree (written_by_id);
CREATE INDEX cle_agendaitem_meeting_id_4ef0da05 ON public.cle_agendaitem USING btree (meeting_id);
CREATE INDEX cle_agendaitem_territory_id_3b7a8b0e ON public.cle_agendaitem USING btree (territory_id);
CREATE INDEX cle_attendance_meeting_id_186fd4ca ON public.cle_attendance USING btree (meeting_id);
CREATE INDEX cle_attendance_proxy_id_c52cc355 ON public.cle_attendance USING btree (proxy_id);
CREATE INDEX cle_attendance_seat_id_7da3d2f7 ON public.cle_attendance USING btree (seat_id);
CREATE INDEX cle_attendance_territory_id_e07b9902 ON public.cle_attendance USING btree (territory_id);
CREATE UNIQUE INDEX cle_committee_id_territory ON public.cle_committee USING btree (id, territory_id);
CREATE INDEX cle_committee_territory_id_4b9f3130 ON public.cle_committee USING btree (territory_id);
CREATE INDEX cle_convocation_asked_by_id_5c79b669 ON public.cle_convocation USING btree (asked_by_id);
CREATE UNIQUE INDEX cle_convocation_id_territory ON public.cle_convocation USING btree (id, territory_id);
CREATE INDEX cle_convocation_meeting_id_e8df9bab ON public.cle_convocation USING btree (meeting_id);
CREATE INDEX cle_convocation_territory_id_7e9aa7ae ON public.cle_convocation USING btree (territory_id);
CREATE INDEX cle_convocationmail_convocation_id_60b12d55 ON public.cle_convocationmail USING btree (convocation_id);
CREATE INDEX cle_convocationmail_seat_id_afbeceab ON public.cle_convocationmail USING btree (seat_id);
CREATE INDEX cle_convocationmail_territory_id_d0c3a729 ON public.cle_convocationmail USING btree (territory_id);
CREATE UNIQUE INDEX cle_decision_id_territory ON public.cle_decision USING btree (id, territory_id);
CREATE INDEX cle_decision_meeting_id_5d79a517 ON public.cle_decision USING btree (meeting_id);
CREATE INDEX cle_decision_recorded_by_id_850519ed ON public.cle_decision USING btree (recorded_by_id);
CREATE INDEX cle_decision_territory_id_f101a44c ON public.cle_decision USING btree (territory_id);
CREATE INDEX cle_meeting_committee_id_1381dd5c ON public.cle_meeting USING btree (committee_id);
CREATE UNIQUE INDEX cle_meeting_id_territory ON public.cle_meeting USING btree (id, territory_id);
CREATE INDEX cle_meeting_territory_id_69c25bc5 ON public.cle_meeting USING btree (territory_id);
CREATE INDEX cle_meetinganswer_meeting_id_95f06554 ON public.cle_meetinganswer USING btree (meeting_id);
CREATE INDEX cle_meetinganswer_noted_by_id_f3202f24 ON public.cle_meetinganswer USING btree (noted_by_id);
CREATE INDEX cle_meetinganswer_seat_id_20940d92 ON public.cle_meetinganswer USING btree (seat_id);
CREATE INDEX cle_meetinganswer_territory_id_f96fcf3f ON public.cle_meetinganswer USING btree (territory_id);
CREATE INDEX cle_noticerule_committee_id_bb9daa87 ON public.cle_noticerule USING btree (committee_id);
CREATE INDEX cle_noticerule_territory_id_38e5cad4 ON public.cle_noticerule USING btree (territory_id);
CREATE INDEX cle_quorumrule_committee_id_2f902763 ON public.cle_quorumrule USING btree (committee_id);
CREATE INDEX cle_quorumrule_territory_id_872b9c3c ON public.cle_quorumrule USING btree (territory_id);
CREATE INDEX cle_seat_committee_id_f169a5e2 ON public.cle_seat USING btree (committee_id);
CREATE UNIQUE INDEX cle_seat_id_territory ON public.cle_seat USING btree (id, territory_id);
CREATE INDEX cle_seat_organisation_id_68e302b9 ON public.cle_seat USING btree (organisation_id);
CREATE INDEX cle_seat_territory_id_be3aba84 ON public.cle_seat USING btree (territory_id);
CREATE INDEX cle_seat_user_id_86823a22 ON public.cle_seat USING btree (user_id);
CREATE UNIQUE INDEX column_mapping_once ON public.territories_columnmapping USING btree (territory_id, kind);
CREATE UNIQUE INDEX committee_once ON public.cle_committee USING btree (territory_id, name);
CREATE INDEX consent_person_purpose ON public.ppde_consent USING btree (person_id, purpose);
CREATE INDEX contract_enterprise ON public.ebe_contract USING btree (territory_id, enterprise_id, starts_on);
CREATE UNIQUE INDEX contribution_once ON public.territories_contribution USING btree (territory_id, "on", lower((label)::text), lower((workshop)::text));
CREATE UNIQUE INDEX convocation_once ON public.cle_convocationmail USING btree (convocation_id, seat_id);
CREATE UNIQUE INDEX convocation_once_an_address ON public.cle_convocationmail USING btree (convocation_id, email);
CREATE UNIQUE INDEX criterion_once_in_precision ON public.ppde_eligibilitycriterion USING btree (precision_id, key);
CREATE UNIQUE INDEX criterion_once_in_rule ON public.ppde_eligibilitycriterion USING btree (rule_id, key);
CREATE UNIQUE INDEX decision_number_once ON public.cle_decision USING btree (territory_id, number);
CREATE UNIQUE INDEX delivery_once ON public.evaluation_delivery USING btree (newsletter_id, subscriber_id);
CREATE UNIQUE INDEX delivery_person_once ON public.ppde_deliveryperson USING btree (delivery_id, person_id);
CREATE INDEX delivery_state ON public.evaluation_delivery USING btree (newsletter_id, state, id);
CREATE UNIQUE INDEX desk_once ON public.ppde_desk USING btree (territory_id);
CREATE UNIQUE INDEX digest_once ON public.territories_digest USING btree (territory_id, user_id, week);
CREATE UNIQUE INDEX digest_refusal_once ON public.territories_digestrefusal USING btree (territory_id, user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE UNIQUE INDEX duration_once_a_day ON public.ppde_durationrule USING btree (territory_id, what, valid_from);
CREATE INDEX ebe_cderate_territory_id_87098791 ON public.ebe_cderate USING btree (territory_id);
CREATE INDEX ebe_cdestatement_enterprise_id_c5a14825 ON public.ebe_cdestatement USING btree (enterprise_id);
CREATE INDEX ebe_cdestatement_territory_id_79c7edb8 ON public.ebe_cdestatement USING btree (territory_id);
CREATE INDEX ebe_contract_enterprise_id_aa00b8b9 ON public.ebe_contract USING btree (enterprise_id);
CREATE UNIQUE INDEX ebe_contract_id_territory ON public.ebe_contract USING btree (id, territory_id);
CREATE INDEX ebe_contract_person_id_eb77dbe8 ON public.ebe_contract USING btree (person_id);
CREATE INDEX ebe_contract_territory_id_b3d7b1f2 ON public.ebe_contract USING btree (territory_id);
CREATE INDEX ebe_contracthours_contract_id_8744c1b4 ON public.ebe_contracthours USING btree (contract_id);
CREATE INDEX ebe_contracthours_enterprise_id_c37538b7 ON public.ebe_contracthours USING btree (enterprise_id);
CREATE INDEX ebe_contracthours_territory_id_e35e7692 ON public.ebe_contracthours USING btree (territory_id);
CREATE INDEX ebe_convention_amends_id_280ef3c1 ON public.ebe_convention USING btree (amends_id);
CREATE INDEX ebe_convention_decision_id_eed209f6 ON public.ebe_convention USING btree (decision_id);
CREATE INDEX ebe_convention_enterprise_id_9ceb7971 ON public.ebe_convention USING btree (enterprise_id);
CREATE UNIQUE INDEX ebe_convention_id_territory ON public.ebe_convention USING btree (id, territory_id);
CREATE INDEX ebe_convention_territory_id_e149a021 ON public.ebe_convention USING btree (territory_id);
CREATE INDEX ebe_directioninvitation_enterprise_id_7be9aaec ON public.ebe_directioninvitation USING btree (enterprise_id);
CREATE INDEX ebe_directioninvitation_territory_id_c74ada6c ON public.ebe_directioninvitation USING btree (territory_id);
CREATE INDEX ebe_enterprise_host_id_d0d63bb3 ON public.ebe_enterprise USING btree (host_id);
CREATE UNIQUE INDEX ebe_enterprise_id_territory ON public.ebe_enterprise USING btree (id, territory_id);
CREATE INDEX ebe_enterprise_territory_id_e81bfbb9 ON public.ebe_enterprise USING btree (territory_id);
CREATE INDEX ebe_hiringplan_author_id_2521fcda ON public.ebe_hiringplan USING btree (author_id);
CREATE INDEX ebe_hiringplan_enterprise_id_8623db18 ON public.ebe_hiringplan USING btree (enterprise_id);
CREATE INDEX ebe_hiringplan_territory_id_fd1a64f1 ON public.ebe_hiringplan USING btree (territory_id);
CREATE INDEX ebe_management_enterprise_id_4b4e42ba ON public.ebe_management USING btree (enterprise_id);
CREATE INDEX ebe_management_territory_id_e7dbfece ON public.ebe_management USING btree (territory_id);
CREATE INDEX ebe_management_user_id_48add8e4 ON public.ebe_management USING btree (user_id);
CREATE INDEX ebe_missingmonth_enterprise_id_6747e68b ON public.ebe_missingmonth USING btree (enterprise_id);
CREATE INDEX ebe_missingmonth_territory_id_6ac49b0b ON public.ebe_missingmonth USING btree (territory_id);
CREATE INDEX ebe_monthlyreturn_author_id_b866a812 ON public.ebe_monthlyreturn USING btree (author_id);
CREATE INDEX ebe_monthlyreturn_enterprise_id_63d54658 ON public.ebe_monthlyreturn USING btree (enterprise_id);
CREATE UNIQUE INDEX ebe_monthlyreturn_id_territory ON public.ebe_monthlyreturn USING btree (id, territory_id);
CREATE INDEX ebe_monthlyreturn_territory_id_b4028f9f ON public.ebe_monthlyreturn USING btree (territory_id);
CREATE INDEX ebe_ownrate_enterprise_id_075cfc73 ON public.ebe_ownrate USING btree (enterprise_id);
CREATE INDEX ebe_ownrate_territory_id_38200ffd ON public.ebe_ownrate USING btree (territory_id);
CREATE INDEX ebe_post_enterprise_id_eb32db2d ON public.ebe_post USING btree (enterprise_id);
CREATE UNIQUE INDEX ebe_post_id_territory ON public.ebe_post USING btree (id, territory_id);
CREATE INDEX ebe_post_opened_by_id_3411e0cd ON public.ebe_post USING btree (opened_by_id);
CREATE INDEX ebe_post_organisation_id_2483eb31 ON public.ebe_post USING btree (organisation_id);
CREATE INDEX ebe_post_territory_id_c0fbf372 ON public.ebe_post USING btree (territory_id);
CREATE INDEX ebe_postskill_post_id_4fa6254d ON public.ebe_postskill USING btree (post_id);
CREATE INDEX ebe_postskill_skill_id_9046c02f ON public.ebe_postskill USING btree (skill_id);
CREATE INDEX ebe_postskill_territory_id_d4b81128 ON public.ebe_postskill USING btree (territory_id);
CREATE INDEX ebe_proposal_enterprise_id_aa8f00e8 ON public.ebe_proposal USING btree (enterprise_id);
CREATE INDEX ebe_proposal_made_by_id_e4683c4a ON public.ebe_proposal USING btree (made_by_id);
CREATE INDEX ebe_proposal_organisation_id_5a3c0811 ON public.ebe_proposal USING btree (organisation_id);
CREATE INDEX ebe_proposal_person_id_0a241c60 ON public.ebe_proposal USING btree (person_id);
CREATE INDEX ebe_proposal_post_id_6865da83 ON public.ebe_proposal USING btree (post_id);
CREATE INDEX ebe_proposal_rule_id_22cc290e ON public.ebe_proposal USING btree (rule_id);
CREATE INDEX ebe_proposal_territory_id_15db8d44 ON public.ebe_proposal USING btree (territory_id);
CREATE INDEX ebe_returncorrection_author_id_d4ef1fd5 ON public.ebe_returncorrection USING btree (author_id);
CREATE INDEX ebe_returncorrection_monthly_id_4fbac7eb ON public.ebe_returncorrection USING btree (monthly_id);
CREATE INDEX ebe_returncorrection_territory_id_9667b734 ON public.ebe_returncorrection USING btree (territory_id);
CREATE INDEX ebe_returnrule_territory_id_c41ba0be ON public.ebe_returnrule USING btree (territory_id);
CREATE INDEX ebe_smicrate_territory_id_caaaf254 ON public.ebe_smicrate USING btree (territory_id);
CREATE INDEX ebe_staffentry_enterprise_id_0963b320 ON public.ebe_staffentry USING btree (enterprise_id);
CREATE INDEX ebe_staffentry_territory_id_f30acf1f ON public.ebe_staffentry USING btree (territory_id);
CREATE UNIQUE INDEX eligibility_precision_version_once ON public.ppde_eligibilityprecision USING btree (territory_id, version);
CREATE UNIQUE INDEX eligibility_rule_version_once ON public.ppde_eligibilityrule USING btree (territory_id, version);
CREATE UNIQUE INDEX elimination_line_once ON public.ppde_eliminationline USING btree (elimination_id, number);
CREATE UNIQUE INDEX enrolment_once ON public.ppde_enrolment USING btree (person_id, session_id);
CREATE INDEX enrolment_session ON public.ppde_enrolment USING btree (territory_id, session_id, state);
CREATE UNIQUE INDEX enterprise_once ON public.ebe_enterprise USING btree (territory_id, name);
CREATE INDEX entry_object ON public.territories_entry USING btree (territory_id, model, object_id, at);
CREATE INDEX entry_territory_at ON public.territories_entry USING btree (territory_id, at DESC);
CREATE UNIQUE INDEX estimate_once_a_day ON public.territories_estimate USING btree (territory_id, "on");
CREATE INDEX evaluation_answer_question_id_b6847610 ON public.evaluation_answer USING btree (question_id);
CREATE INDEX evaluation_answer_response_id_ca746a8a ON public.evaluation_answer USING btree (response_id);
CREATE INDEX evaluation_answer_territory_id_8b54f477 ON public.evaluation_answer USING btree (territory_id);
CREATE INDEX evaluation_delivery_newsletter_id_d88a21a7 ON public.evaluation_delivery USING btree (newsletter_id);
CREATE INDEX evaluation_delivery_subscriber_id_7c7cb2ca ON public.evaluation_delivery USING btree (subscriber_id);
CREATE INDEX evaluation_delivery_territory_id_5295f473 ON public.evaluation_delivery USING btree (territory_id);
CREATE INDEX evaluation_extract_answered_by_id_dad25be7 ON public.evaluation_extract USING btree (answered_by_id);
CREATE INDEX evaluation_extract_asked_by_id_6e652fa2 ON public.evaluation_extract USING btree (asked_by_id);
CREATE INDEX evaluation_extract_ended_by_id_800409ce ON public.evaluation_extract USING btree (ended_by_id);
CREATE INDEX evaluation_extract_holder_id_8160ae5a ON public.evaluation_extract USING btree (holder_id);
CREATE UNIQUE INDEX evaluation_extract_id_territory ON public.evaluation_extract USING btree (id, territory_id);
CREATE INDEX evaluation_extract_territory_id_8590003c ON public.evaluation_extract USING btree (territory_id);
CREATE INDEX evaluation_extractkey_territory_id_02a225d6 ON public.evaluation_extractkey USING btree (territory_id);
CREATE INDEX evaluation_extractline_extract_id_c25f49a6 ON public.evaluation_extractline USING btree (extract_id);
CREATE INDEX evaluation_extractline_person_id_a5eb26c2 ON public.evaluation_extractline USING btree (person_id);
CREATE INDEX evaluation_extractline_territory_id_f093d5c5 ON public.evaluation_extractline USING btree (territory_id);
CREATE INDEX evaluation_extractmail_extract_id_7494feae ON public.evaluation_extractmail USING btree (extract_id);
CREATE INDEX evaluation_extractmail_territory_id_7252ef33 ON public.evaluation_extractmail USING btree (territory_id);
CREATE INDEX evaluation_extractmail_user_id_10d37db1 ON public.evaluation_extractmail USING btree (user_id);
CREATE INDEX evaluation_forecast_made_by_id_3c33535d ON public.evaluation_forecast USING btree (made_by_id);
CREATE INDEX evaluation_forecast_territory_id_5f8c1f00 ON public.evaluation_forecast USING btree (territory_id);
CREATE INDEX evaluation_indicatorvalue_territory_id_4902229c ON public.evaluation_indicatorvalue USING btree (territory_id);
CREATE INDEX evaluation_monthlycount_territory_id_03a0164c ON public.evaluation_monthlycount USING btree (territory_id);
CREATE INDEX evaluation_monthlycount_typed_by_id_584905e3 ON public.evaluation_monthlycount USING btree (typed_by_id);
CREATE INDEX evaluation_newsletter_created_by_id_c70659c7 ON public.evaluation_newsletter USING btree (created_by_id);
CREATE UNIQUE INDEX evaluation_newsletter_id_territory ON public.evaluation_newsletter USING btree (id, territory_id);
CREATE INDEX evaluation_newsletter_sent_by_id_c6ca243c ON public.evaluation_newsletter USING btree (sent_by_id);
CREATE INDEX evaluation_newsletter_territory_id_2560288b ON public.evaluation_newsletter USING btree (territory_id);
CREATE UNIQUE INDEX evaluation_newsletterblock_id_territory ON public.evaluation_newsletterblock USING btree (id, territory_id);
CREATE INDEX evaluation_newsletterblock_newsletter_id_4d7deb52 ON public.evaluation_newsletterblock USING btree (newsletter_id);
CREATE INDEX evaluation_newsletterblock_report_id_973a4e8c ON public.evaluation_newsletterblock USING btree (report_id);
CREATE INDEX evaluation_newsletterblock_territory_id_5f189861 ON public.evaluation_newsletterblock USING btree (territory_id);
CREATE UNIQUE INDEX evaluation_question_id_territory ON public.evaluation_question USING btree (id, territory_id);
CREATE INDEX evaluation_question_questionnaire_id_d39ba5cd ON public.evaluation_question USING btree (questionnaire_id);
CREATE INDEX evaluation_question_territory_id_eef87f44 ON public.evaluation_question USING btree (territory_id);
CREATE INDEX evaluation_questionnaire_author_id_e960545c ON public.evaluation_questionnaire USING btree (author_id);
CREATE UNIQUE INDEX evaluation_questionnaire_id_territory ON public.evaluation_questionnaire USING btree (id, territory_id);
CREATE INDEX evaluation_questionnaire_territory_id_0efc741b ON public.evaluation_questionnaire USING btree (territory_id);
CREATE INDEX evaluation_removal_extract_id_683f13db ON public.evaluation_removal USING btree (extract_id);
CREATE INDEX evaluation_removal_territory_id_24a5682f ON public.evaluation_removal USING btree (territory_id);
CREATE UNIQUE INDEX evaluation_renewal_id_territory ON public.evaluation_renewal USING btree (id, territory_id);
CREATE INDEX evaluation_renewal_territory_id_fd89ccaf ON public.evaluation_renewal USING btree (territory_id);
CREATE INDEX evaluation_renewalmail_renewal_id_2db85aee ON public.evaluation_renewalmail USING btree (renewal_id);
CREATE INDEX evaluation_renewalmail_subscriber_id_83559820 ON public.evaluation_renewalmail USING btree (subscriber_id);
CREATE INDEX evaluation_renewalmail_territory_id_b7bb6ea1 ON public.evaluation_renewalmail USING btree (territory_id);
CREATE UNIQUE INDEX evaluation_report_id_territory ON public.evaluation_report USING btree (id, territory_id);
CREATE INDEX evaluation_report_requested_by_id_e8ae4b32 ON public.evaluation_report USING btree (requested_by_id);
CREATE INDEX evaluation_report_territory_id_f004468e ON public.evaluation_report USING btree (territory_id);
CREATE INDEX evaluation_report_widens_id_94b5ea95 ON public.evaluation_report USING btree (widens_id);
CREATE INDEX evaluation_report_withdrawn_by_id_61d47228 ON public.evaluation_report USING btree (withdrawn_by_id);
CREATE INDEX evaluation_response_author_id_3354cd1b ON public.evaluation_response USING btree (author_id);
CREATE UNIQUE INDEX evaluation_response_id_territory ON public.evaluation_response USING btree (id, territory_id);
CREATE INDEX evaluation_response_origin_id_2f9f9645 ON public.evaluation_response USING btree (origin_id);
CREATE INDEX evaluation_response_questionnaire_id_9667c5ac ON public.evaluation_response USING btree (questionnaire_id);
CREATE INDEX evaluation_response_territory_id_69d76b34 ON public.evaluation_response USING btree (territory_id);
CREATE INDEX evaluation_stalefigures_territory_id_4bb105f4 ON public.evaluation_stalefigures USING btree (territory_id);
CREATE UNIQUE INDEX evaluation_subscriber_id_territory ON public.evaluation_subscriber USING btree (id, territory_id);
CREATE INDEX evaluation_subscriber_territory_id_2525c5f0 ON public.evaluation_subscriber USING btree (territory_id);
CREATE INDEX evaluation_subscriber_token_fe00f54b_like ON public.evaluation_subscriber USING btree (token varchar_pattern_ops);
CREATE INDEX evaluation_waitrule_territory_id_58c67cde ON public.evaluation_waitrule USING btree (territory_id);
CREATE INDEX evaluation_witness_person_id_6b3a1199 ON public.evaluation_witness USING btree (person_id);
CREATE INDEX evaluation_witness_territory_id_798f8128 ON public.evaluation_witness USING btree (territory_id);
CREATE INDEX event_corrects ON public.ppde_journeyevent USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX event_follow_up ON public.ppde_journeyevent USING btree (territory_id, follow_up_on) WHERE (follow_up_on IS NOT NULL);
CREATE INDEX event_kind_on ON public.ppde_journeyevent USING btree (territory_id, kind, "on");
CREATE INDEX event_organisation ON public.ppde_journeyevent USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);
CREATE INDEX event_person_latest ON public.ppde_journeyevent USING btree (territory_id, person_id, "on" DESC, recorded_at DESC, id DESC);
CREATE INDEX event_prescriber ON public.ppde_journeyevent USING btree (prescriber_id) WHERE (prescriber_id IS NOT NULL);
CREATE INDEX exchange_kind_state ON public.territories_exchangeitem USING btree (territory_id, kind, state);
CREATE INDEX exchange_tags ON public.territories_exchangeitem USING gin (tags);
CREATE UNIQUE INDEX extract_line_once ON public.evaluation_extractline USING btree (extract_id, person_id);
CREATE INDEX extract_mail_to_send ON public.evaluation_extractmail USING btree (territory_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));
CREATE INDEX fingerprint_mark ON public.ppde_fingerprint USING hash (mark);
CREATE INDEX flag_territory_state ON public.ppde_textflag USING btree (territory_id, state, found_at);
CREATE UNIQUE INDEX follow_up_once_a_mobility ON public.ppde_followup USING btree (mobility_id, months);
CREATE UNIQUE INDEX follow_up_once_an_outcome ON public.ppde_followup USING btree (outcome_id, months);
CREATE INDEX follow_up_to_do ON public.ppde_followup USING btree (territory_id, due_on) WHERE (done_on IS NULL);
CREATE INDEX forecast_made ON public.evaluation_forecast USING btree (territory_id, made_at DESC);
CREATE UNIQUE INDEX gathering_presence_once ON public.ppde_presence USING btree (session_id, person_id);
CREATE UNIQUE INDEX grant_mail_once ON public.territories_grantmail USING btree (grant_id, what, user_id);
CREATE INDEX grant_mail_to_send ON public.territories_grantmail USING btree (grant_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));
CREATE UNIQUE INDEX hiring_plan_once ON public.ebe_hiringplan USING btree (enterprise_id, month);
CREATE UNIQUE INDEX indicator_value_once ON public.evaluation_indicatorvalue USING btree (territory_id, month, code, breakdown, cell);
CREATE UNIQUE INDEX inquiry_side_once ON public.ppde_inquiry USING btree (territory_id, token, way);
CREATE INDEX inquiry_territory_state ON public.ppde_inquiry USING btree (territory_id, state);
CREATE UNIQUE INDEX legal_figure_once_a_day ON public.territories_legalfigure USING btree (territory_id, what, valid_from);
CREATE UNIQUE INDEX list_rule_once_a_day ON public.ppde_listrule USING btree (territory_id, valid_from);
CREATE UNIQUE INDEX list_rule_version_once ON public.ppde_listrule USING btree (territory_id, version);
CREATE INDEX list_sheet_latest ON public.ppde_listsheet USING btree (territory_id, prepared_at DESC);
CREATE UNIQUE INDEX lookalike_once ON public.ppde_lookalike USING btree (first_id, second_id);
CREATE INDEX lookalike_state ON public.ppde_lookalike USING btree (territory_id, state, likeness DESC);
CREATE UNIQUE INDEX masking_rule_once_a_day ON public.territories_maskingrule USING btree (territory_id, valid_from);
CREATE UNIQUE INDEX meeting_answer_once ON public.cle_meetinganswer USING btree (meeting_id, seat_id, starts_at);
CREATE INDEX meeting_territory_date ON public.cle_meeting USING btree (territory_id, starts_at DESC);
CREATE INDEX merge_territory_at ON public.ppde_merge USING btree (territory_id, merged_at DESC);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE UNIQUE INDEX missing_month_once ON public.ebe_missingmonth USING btree (enterprise_id, month);
CREATE UNIQUE INDEX mobility_one_open ON public.ppde_mobilityfile USING btree (person_id) WHERE (closed_on IS NULL);
CREATE UNIQUE INDEX monthly_count_once ON public.evaluation_monthlycount USING btree (territory_id, month, nature, breakdown, cell);
CREATE INDEX monthly_return_month ON public.ebe_monthlyreturn USING btree (territory_id, month);
CREATE UNIQUE INDEX monthly_return_once ON public.ebe_monthlyreturn USING btree (enterprise_id, month);
CREATE UNIQUE INDEX news_reader_once ON public.territories_newsreader USING btree (territory_id, user_id);
CREATE UNIQUE INDEX notice_rule_once_a_day ON public.cle_noticerule USING btree (committee_id, valid_from);
CREATE UNIQUE INDEX one_campaign_at_a_time ON public.ppde_elimination USING btree (territory_id, what) WHERE (((origin)::text = 'campaign'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'approved'::character varying])::text[])));
CREATE UNIQUE INDEX organisation_once ON public.territories_organisation USING btree (territory_id, name);
CREATE INDEX orientation_state ON public.ppde_orientation USING btree (territory_id, state, sent_at);
CREATE INDEX outcome_kind_on ON public.ppde_outcome USING btree (territory_id, kind, "on");
CREATE UNIQUE INDEX outline_file_one_by_hub ON public.territories_outlinefile USING btree (territory_id);
CREATE UNIQUE INDEX outline_once ON public.territories_outline USING btree (territory_id, code);
CREATE UNIQUE INDEX own_rate_stands_once_a_day ON public.ebe_ownrate USING btree (territory_id, enterprise_id, department, valid_from) NULLS NOT DISTINCT WHERE (replaced_at IS NULL);
CREATE UNIQUE INDEX past_time_once ON public.ppde_pasttime USING btree (territory_id, what);
CREATE UNIQUE INDEX perimeter_unit_once ON public.territories_perimeterunit USING btree (territory_id, kind, name);
CREATE INDEX person_district ON public.ppde_person USING btree (district_id) WHERE (district_id IS NOT NULL);
CREATE INDEX person_list_order ON public.ppde_person USING btree (territory_id, volunteer_on, volunteer_recorded_at, draw);
CREATE UNIQUE INDEX person_number_once ON public.ppde_person USING btree (territory_id, number);
CREATE INDEX person_orienting_organisation ON public.ppde_person USING btree (orienting_organisation_id) WHERE (orienting_organisation_id IS NOT NULL);
CREATE UNIQUE INDEX person_page_one_open ON public.ppde_personpage USING btree (person_id) WHERE (revoked_at IS NULL);
CREATE INDEX person_referent ON public.ppde_person USING btree (referent_id) WHERE (referent_id IS NOT NULL);
CREATE INDEX person_skill_level ON public.ppde_personskill USING btree (territory_id, skill_id, level);
CREATE UNIQUE INDEX person_skill_once ON public.ppde_personskill USING btree (person_id, skill_id);
CREATE INDEX person_territory_name ON public.ppde_person USING btree (territory_id, last_name, first_name);
CREATE INDEX person_territory_state ON public.ppde_person USING btree (territory_id, state);
CREATE UNIQUE INDEX post_skill_once ON public.ebe_postskill USING btree (post_id, skill_id);
CREATE INDEX post_territory_state ON public.ebe_post USING btree (territory_id, state);
CREATE INDEX ppde_accessfile_asked_by_id_445c7b4e ON public.ppde_accessfile USING btree (asked_by_id);
CREATE INDEX ppde_accessfile_person_id_2486b40f ON public.ppde_accessfile USING btree (person_id);
CREATE INDEX ppde_accessfile_request_id_42839d10 ON public.ppde_accessfile USING btree (request_id);
CREATE INDEX ppde_accessfile_territory_id_68c1f03e ON public.ppde_accessfile USING btree (territory_id);
CREATE INDEX ppde_availability_territory_id_7771e032 ON public.ppde_availability USING btree (territory_id);
CREATE INDEX ppde_consent_organisation_id_45535fc4 ON public.ppde_consent USING btree (organisation_id);
CREATE INDEX ppde_consent_person_id_6ec19c8a ON public.ppde_consent USING btree (person_id);
CREATE INDEX ppde_consent_recorded_by_id_66934b7a ON public.ppde_consent USING btree (recorded_by_id);
CREATE INDEX ppde_consent_territory_id_cb7ac392 ON public.ppde_consent USING btree (territory_id);
CREATE INDEX ppde_controller_territory_id_c9de83a0 ON public.ppde_controller USING btree (territory_id);
CREATE INDEX ppde_deliveryperson_delivery_id_aca9346f ON public.ppde_deliveryperson USING btree (delivery_id);
CREATE INDEX ppde_deliveryperson_person_id_daf13f66 ON public.ppde_deliveryperson USING btree (person_id);
CREATE INDEX ppde_deliveryperson_territory_id_c6f403c3 ON public.ppde_deliveryperson USING btree (territory_id);
CREATE INDEX ppde_desk_territory_id_e961ce56 ON public.ppde_desk USING btree (territory_id);
CREATE INDEX ppde_durationrule_territory_id_95ddce60 ON public.ppde_durationrule USING btree (territory_id);
CREATE INDEX ppde_eligibilitycriterion_key_e377063f ON public.ppde_eligibilitycriterion USING btree (key);
CREATE INDEX ppde_eligibilitycriterion_key_e377063f_like ON public.ppde_eligibilitycriterion USING btree (key varchar_pattern_ops);
CREATE INDEX ppde_eligibilitycriterion_precision_id_00828959 ON public.ppde_eligibilitycriterion USING btree (precision_id);
CREATE INDEX ppde_eligibilitycriterion_rule_id_97dec27d ON public.ppde_eligibilitycriterion USING btree (rule_id);
CREATE INDEX ppde_eligibilitycriterion_territory_id_c24f5950 ON public.ppde_eligibilitycriterion USING btree (territory_id);
CREATE INDEX ppde_eligibilityprecision_decision_id_ab2fab54 ON public.ppde_eligibilityprecision USING btree (decision_id);
CREATE UNIQUE INDEX ppde_eligibilityprecision_id_territory ON public.ppde_eligibilityprecision USING btree (id, territory_id);
CREATE INDEX ppde_eligibilityprecision_territory_id_b09e5629 ON public.ppde_eligibilityprecision USING btree (territory_id);
CREATE INDEX ppde_eligibilityreview_decision_id_61302a4c ON public.ppde_eligibilityreview USING btree (decision_id);
CREATE INDEX ppde_eligibilityreview_person_id_5ec373ad ON public.ppde_eligibilityreview USING btree (person_id);
CREATE INDEX ppde_eligibilityreview_precision_id_1c362abd ON public.ppde_eligibilityreview USING btree (precision_id);
CREATE INDEX ppde_eligibilityreview_prepared_by_id_c3f42763 ON public.ppde_eligibilityreview USING btree (prepared_by_id);
CREATE INDEX ppde_eligibilityreview_rule_id_9c70e7fe ON public.ppde_eligibilityreview USING btree (rule_id);
CREATE INDEX ppde_eligibilityreview_territory_id_e28c31b9 ON public.ppde_eligibilityreview USING btree (territory_id);
CREATE UNIQUE INDEX ppde_eligibilityrule_id_territory ON public.ppde_eligibilityrule USING btree (id, territory_id);
CREATE INDEX ppde_eligibilityrule_territory_id_a9ef65a9 ON public.ppde_eligibilityrule USING btree (territory_id);
CREATE INDEX ppde_elimination_approved_by_id_441439e8 ON public.ppde_elimination USING btree (approved_by_id);
CREATE UNIQUE INDEX ppde_elimination_id_territory ON public.ppde_elimination USING btree (id, territory_id);
CREATE INDEX ppde_elimination_prepared_by_id_c2dcc03d ON public.ppde_elimination USING btree (prepared_by_id);
CREATE INDEX ppde_elimination_rule_id_12c8477e ON public.ppde_elimination USING btree (rule_id);
CREATE INDEX ppde_elimination_territory_id_fff0b0da ON public.ppde_elimination USING btree (territory_id);
CREATE INDEX ppde_eliminationline_elimination_id_db7871dc ON public.ppde_eliminationline USING btree (elimination_id);
CREATE INDEX ppde_eliminationline_person_id_05197886 ON public.ppde_eliminationline USING btree (person_id);
CREATE INDEX ppde_eliminationline_territory_id_6272ae2d ON public.ppde_eliminationline USING btree (territory_id);
CREATE INDEX ppde_enrolment_contact_event_id_8f6f327f ON public.ppde_enrolment USING btree (contact_event_id);
CREATE INDEX ppde_enrolment_end_event_id_047053d2 ON public.ppde_enrolment USING btree (end_event_id);
CREATE UNIQUE INDEX ppde_enrolment_id_territory ON public.ppde_enrolment USING btree (id, territory_id);
CREATE INDEX ppde_enrolment_person_id_c9668bb9 ON public.ppde_enrolment USING btree (person_id);
CREATE INDEX ppde_enrolment_session_id_58c9583f ON public.ppde_enrolment USING btree (session_id);
CREATE INDEX ppde_enrolment_territory_id_7db04784 ON public.ppde_enrolment USING btree (territory_id);
CREATE INDEX ppde_following_person_id_2a4f324a ON public.ppde_following USING btree (person_id);
CREATE INDEX ppde_following_referent_id_3254dde9 ON public.ppde_following USING btree (referent_id);
CREATE INDEX ppde_following_territory_id_56baccc7 ON public.ppde_following USING btree (territory_id);
CREATE INDEX ppde_following_word_by_id_f7630ef3 ON public.ppde_following USING btree (word_by_id);
CREATE INDEX ppde_followup_mobility_id_7c37d83b ON public.ppde_followup USING btree (mobility_id);
CREATE INDEX ppde_followup_outcome_id_ab772476 ON public.ppde_followup USING btree (outcome_id);
CREATE INDEX ppde_followup_person_id_c1797ec3 ON public.ppde_followup USING btree (person_id);
CREATE INDEX ppde_followup_recorded_by_id_74c7723a ON public.ppde_followup USING btree (recorded_by_id);
CREATE INDEX ppde_followup_territory_id_389d0ac5 ON public.ppde_followup USING btree (territory_id);
CREATE INDEX ppde_inquiry_peer_id_92c8c444 ON public.ppde_inquiry USING btree (peer_id);
CREATE INDEX ppde_inquiry_person_id_646be4f8 ON public.ppde_inquiry USING btree (person_id);
CREATE INDEX ppde_inquiry_territory_id_fe5e5c5a ON public.ppde_inquiry USING btree (territory_id);
CREATE UNIQUE INDEX ppde_journeyevent_id_territory ON public.ppde_journeyevent USING btree (id, territory_id);
CREATE INDEX ppde_journeyevent_person_id_e0eac54d ON public.ppde_journeyevent USING btree (person_id);
CREATE INDEX ppde_listrule_decision_id_3df09814 ON public.ppde_listrule USING btree (decision_id);
CREATE INDEX ppde_listrule_territory_id_8597d2ca ON public.ppde_listrule USING btree (territory_id);
CREATE INDEX ppde_listsheet_prepared_by_id_bb6c95c4 ON public.ppde_listsheet USING btree (prepared_by_id);
CREATE INDEX ppde_listsheet_territory_id_d4d57d20 ON public.ppde_listsheet USING btree (territory_id);
CREATE INDEX ppde_lookalike_first_id_caba0d7b ON public.ppde_lookalike USING btree (first_id);
CREATE INDEX ppde_lookalike_said_by_id_7d4af905 ON public.ppde_lookalike USING btree (said_by_id);
CREATE INDEX ppde_lookalike_second_id_e3d1b302 ON public.ppde_lookalike USING btree (second_id);
CREATE INDEX ppde_lookalike_territory_id_914ec57f ON public.ppde_lookalike USING btree (territory_id);
CREATE INDEX ppde_merge_kept_id_bd935cca ON public.ppde_merge USING btree (kept_id);
CREATE INDEX ppde_merge_merged_by_id_df6f8904 ON public.ppde_merge USING btree (merged_by_id);
CREATE INDEX ppde_merge_territory_id_ac78dced ON public.ppde_merge USING btree (territory_id);
CREATE INDEX ppde_merge_undone_by_id_dae9ce69 ON public.ppde_merge USING btree (undone_by_id);
CREATE UNIQUE INDEX ppde_mobilityfile_id_territory ON public.ppde_mobilityfile USING btree (id, territory_id);
CREATE INDEX ppde_mobilityfile_opened_by_id_624bf503 ON public.ppde_mobilityfile USING btree (opened_by_id);
CREATE INDEX ppde_mobilityfile_person_id_05cd0e26 ON public.ppde_mobilityfile USING btree (person_id);
CREATE INDEX ppde_mobilityfile_territory_id_48478576 ON public.ppde_mobilityfile USING btree (territory_id);
CREATE INDEX ppde_mobilitystep_author_id_2891e43e ON public.ppde_mobilitystep USING btree (author_id);
CREATE INDEX ppde_mobilitystep_mobility_id_7202ffd3 ON public.ppde_mobilitystep USING btree (mobility_id);
CREATE INDEX ppde_mobilitystep_territory_id_ba0cce4e ON public.ppde_mobilitystep USING btree (territory_id);
CREATE INDEX ppde_mobilitytrial_mobility_id_fa90d42a ON public.ppde_mobilitytrial USING btree (mobility_id);
CREATE INDEX ppde_mobilitytrial_person_id_3643996e ON public.ppde_mobilitytrial USING btree (person_id);
CREATE INDEX ppde_mobilitytrial_territory_id_8a20b55f ON public.ppde_mobilitytrial USING btree (territory_id);
CREATE INDEX ppde_orientation_author_id_94c248d8 ON public.ppde_orientation USING btree (author_id);
CREATE UNIQUE INDEX ppde_orientation_id_territory ON public.ppde_orientation USING btree (id, territory_id);
CREATE INDEX ppde_orientation_organisation_id_d08862d2 ON public.ppde_orientation USING btree (organisation_id);
CREATE INDEX ppde_orientation_person_id_63fa3dd2 ON public.ppde_orientation USING btree (person_id);
CREATE INDEX ppde_orientation_territory_id_817650ad ON public.ppde_orientation USING btree (territory_id);
CREATE UNIQUE INDEX ppde_outcome_id_territory ON public.ppde_outcome USING btree (id, territory_id);
CREATE INDEX ppde_outcome_person_id_06fcd8ef ON public.ppde_outcome USING btree (person_id);
CREATE INDEX ppde_outcome_recorded_by_id_7ab8b92a ON public.ppde_outcome USING btree (recorded_by_id);
CREATE INDEX ppde_outcome_rule_id_1052fb26 ON public.ppde_outcome USING btree (rule_id);
CREATE INDEX ppde_outcome_territory_id_d750e8e1 ON public.ppde_outcome USING btree (territory_id);
CREATE INDEX ppde_pasttime_territory_id_336409b6 ON public.ppde_pasttime USING btree (territory_id);
CREATE INDEX ppde_pause_person_id_180cda30 ON public.ppde_pause USING btree (person_id);
CREATE INDEX ppde_pause_rule_id_1987bdc2 ON public.ppde_pause USING btree (rule_id);
CREATE INDEX ppde_pause_territory_id_c4ca11cf ON public.ppde_pause USING btree (territory_id);
CREATE UNIQUE INDEX ppde_person_id_territory ON public.ppde_person USING btree (id, territory_id);
CREATE INDEX ppde_personpage_digest_925e5c34_like ON public.ppde_personpage USING btree (digest varchar_pattern_ops);
CREATE INDEX ppde_personpage_given_by_id_2f7c3d60 ON public.ppde_personpage USING btree (given_by_id);
CREATE INDEX ppde_personpage_person_id_844468d5 ON public.ppde_personpage USING btree (person_id);
CREATE INDEX ppde_personpage_territory_id_9d3916d8 ON public.ppde_personpage USING btree (territory_id);
CREATE INDEX ppde_personskill_person_id_c14d3c95 ON public.ppde_personskill USING btree (person_id);
CREATE INDEX ppde_personskill_skill_id_f34363f4 ON public.ppde_personskill USING btree (skill_id);
CREATE INDEX ppde_personskill_territory_id_a4924ebe ON public.ppde_personskill USING btree (territory_id);
CREATE INDEX ppde_presence_event_id_003ffeb8 ON public.ppde_presence USING btree (event_id);
CREATE INDEX ppde_presence_person_id_0289b84e ON public.ppde_presence USING btree (person_id);
CREATE INDEX ppde_presence_session_id_d23dc985 ON public.ppde_presence USING btree (session_id);
CREATE INDEX ppde_presence_territory_id_6e011249 ON public.ppde_presence USING btree (territory_id);
CREATE INDEX ppde_processing_code_88e77cad ON public.ppde_processing USING btree (code);
CREATE INDEX ppde_processing_code_88e77cad_like ON public.ppde_processing USING btree (code varchar_pattern_ops);
CREATE INDEX ppde_processing_territory_id_4dfa504d ON public.ppde_processing USING btree (territory_id);
CREATE INDEX ppde_rankact_author_id_ca37a2ed ON public.ppde_rankact USING btree (author_id);
CREATE INDEX ppde_rankact_decision_id_f404f244 ON public.ppde_rankact USING btree (decision_id);
CREATE UNIQUE INDEX ppde_rankact_id_territory ON public.ppde_rankact USING btree (id, territory_id);
CREATE INDEX ppde_rankact_person_id_bbf9ea90 ON public.ppde_rankact USING btree (person_id);
CREATE INDEX ppde_rankact_rule_id_cdcf4c03 ON public.ppde_rankact USING btree (rule_id);
CREATE INDEX ppde_rankact_territory_id_6705ac8b ON public.ppde_rankact USING btree (territory_id);
CREATE INDEX ppde_reading_user_id_0ef97a9a ON public.ppde_reading USING btree (user_id);
CREATE INDEX ppde_readingalert_seen_by_id_88270765 ON public.ppde_readingalert USING btree (seen_by_id);
CREATE INDEX ppde_readingalert_territory_id_87057576 ON public.ppde_readingalert USING btree (territory_id);
CREATE INDEX ppde_readingalert_user_id_4c86e72a ON public.ppde_readingalert USING btree (user_id);
CREATE INDEX ppde_readingrule_territory_id_c7fa10e5 ON public.ppde_readingrule USING btree (territory_id);
CREATE INDEX ppde_readingrule_written_by_id_c61c8aaa ON public.ppde_readingrule USING btree (written_by_id);
CREATE INDEX ppde_refusalreview_decision_id_b22a5a6b ON public.ppde_refusalreview USING btree (decision_id);
CREATE INDEX ppde_refusalreview_person_id_1bd5f560 ON public.ppde_refusalreview USING btree (person_id);
CREATE INDEX ppde_refusalreview_recorded_by_id_7026d1e9 ON public.ppde_refusalreview USING btree (recorded_by_id);
CREATE INDEX ppde_refusalreview_rule_id_5d40bee7 ON public.ppde_refusalreview USING btree (rule_id);
CREATE INDEX ppde_refusalreview_territory_id_45b547b3 ON public.ppde_refusalreview USING btree (territory_id);
CREATE INDEX ppde_rereading_asked_by_id_5bfe99d2 ON public.ppde_rereading USING btree (asked_by_id);
CREATE INDEX ppde_rereading_territory_id_369f679e ON public.ppde_rereading USING btree (territory_id);
CREATE INDEX ppde_restrictednote_author_id_ee01f6a6 ON public.ppde_restrictednote USING btree (author_id);
CREATE INDEX ppde_restrictednote_person_id_150573c5 ON public.ppde_restrictednote USING btree (person_id);
CREATE INDEX ppde_restrictednote_territory_id_0be02537 ON public.ppde_restrictednote USING btree (territory_id);
CREATE INDEX ppde_retentionrule_territory_id_6573afed ON public.ppde_retentionrule USING btree (territory_id);
CREATE INDEX ppde_return_decision_id_63cc16ee ON public.ppde_return USING btree (decision_id);
CREATE INDEX ppde_return_person_id_f89eaabd ON public.ppde_return USING btree (person_id);
CREATE INDEX ppde_return_recorded_by_id_698d00ca ON public.ppde_return USING btree (recorded_by_id);
CREATE INDEX ppde_return_rule_id_3e7f6d29 ON public.ppde_return USING btree (rule_id);
CREATE INDEX ppde_return_territory_id_fa8d82de ON public.ppde_return USING btree (territory_id);
CREATE INDEX ppde_rightsrequest_answered_by_id_82d50405 ON public.ppde_rightsrequest USING btree (answered_by_id);
CREATE INDEX ppde_rightsrequest_came_with_id_1013e6e8 ON public.ppde_rightsrequest USING btree (came_with_id);
CREATE UNIQUE INDEX ppde_rightsrequest_id_territory ON public.ppde_rightsrequest USING btree (id, territory_id);
CREATE INDEX ppde_rightsrequest_joined_to_id_8f0dd1ed ON public.ppde_rightsrequest USING btree (joined_to_id);
CREATE INDEX ppde_rightsrequest_orientation_id_be4f5121 ON public.ppde_rightsrequest USING btree (orientation_id);
CREATE INDEX ppde_rightsrequest_person_id_660fa4a0 ON public.ppde_rightsrequest USING btree (person_id);
CREATE INDEX ppde_rightsrequest_recorded_by_id_e606074c ON public.ppde_rightsrequest USING btree (recorded_by_id);
CREATE INDEX ppde_rightsrequest_territory_id_7d5be189 ON public.ppde_rightsrequest USING btree (territory_id);
CREATE INDEX ppde_schemerequest_author_id_7fd2d972 ON public.ppde_schemerequest USING btree (author_id);
CREATE INDEX ppde_schemerequest_person_id_3bbebf04 ON public.ppde_schemerequest USING btree (person_id);
CREATE INDEX ppde_schemerequest_scheme_id_a24c0c3b ON public.ppde_schemerequest USING btree (scheme_id);
CREATE INDEX ppde_schemerequest_territory_id_debbffbc ON public.ppde_schemerequest USING btree (territory_id);
CREATE INDEX ppde_sensitiveword_added_by_id_6185a670 ON public.ppde_sensitiveword USING btree (added_by_id);
CREATE INDEX ppde_sensitiveword_removed_by_id_2bbc5c2c ON public.ppde_sensitiveword USING btree (removed_by_id);
CREATE INDEX ppde_sensitiveword_territory_id_a0a422ac ON public.ppde_sensitiveword USING btree (territory_id);
CREATE INDEX ppde_session_animator_id_5f1362b1 ON public.ppde_session USING btree (animator_id);
CREATE UNIQUE INDEX ppde_session_id_territory ON public.ppde_session USING btree (id, territory_id);
CREATE INDEX ppde_session_organisation_id_08b7148e ON public.ppde_session USING btree (organisation_id);
CREATE INDEX ppde_session_territory_id_2f4d77d4 ON public.ppde_session USING btree (territory_id);
CREATE INDEX ppde_sessionshare_session_id_9b9928f5 ON public.ppde_sessionshare USING btree (session_id);
CREATE INDEX ppde_sessionshare_territory_id_e0910e55 ON public.ppde_sessionshare USING btree (territory_id);
CREATE INDEX ppde_skill_territory_id_eff862eb ON public.ppde_skill USING btree (territory_id);
CREATE INDEX ppde_textflag_person_id_1b405b1f ON public.ppde_textflag USING btree (person_id);
CREATE INDEX ppde_textflag_reviewed_by_id_4d47a122 ON public.ppde_textflag USING btree (reviewed_by_id);
CREATE INDEX ppde_textflag_territory_id_a4b8be13 ON public.ppde_textflag USING btree (territory_id);
CREATE UNIQUE INDEX ppde_training_id_territory ON public.ppde_training USING btree (id, territory_id);
CREATE INDEX ppde_training_territory_id_7614bc9a ON public.ppde_training USING btree (territory_id);
CREATE INDEX ppde_trainingpresence_enrolment_id_c4dac223 ON public.ppde_trainingpresence USING btree (enrolment_id);
CREATE INDEX ppde_trainingpresence_territory_id_b26342f1 ON public.ppde_trainingpresence USING btree (territory_id);
CREATE INDEX ppde_trainingsession_territory_id_6bb820ce ON public.ppde_trainingsession USING btree (territory_id);
CREATE INDEX ppde_trainingsession_training_id_ab5e5faa ON public.ppde_trainingsession USING btree (training_id);
CREATE INDEX ppde_trainingskill_skill_id_eec8fd8f ON public.ppde_trainingskill USING btree (skill_id);
CREATE INDEX ppde_trainingskill_territory_id_a3bdfedf ON public.ppde_trainingskill USING btree (territory_id);
CREATE INDEX ppde_trainingskill_training_id_2c30688e ON public.ppde_trainingskill USING btree (training_id);
CREATE UNIQUE INDEX presence_once ON public.ppde_trainingpresence USING btree (enrolment_id, "on");
CREATE UNIQUE INDEX processing_version_once ON public.ppde_processing USING btree (territory_id, code, version);
CREATE INDEX proposal_enterprise ON public.ebe_proposal USING btree (territory_id, enterprise_id, proposed_on DESC);
CREATE UNIQUE INDEX proposal_one_waiting ON public.ebe_proposal USING btree (person_id) WHERE ((reply)::text = 'waiting'::text);
CREATE INDEX proposal_person_on ON public.ebe_proposal USING btree (person_id, proposed_on DESC);
CREATE INDEX proposal_post ON public.ebe_proposal USING btree (post_id, reply);
CREATE UNIQUE INDEX question_position_once ON public.evaluation_question USING btree (questionnaire_id, "position");
CREATE UNIQUE INDEX questionnaire_version_once ON public.evaluation_questionnaire USING btree (territory_id, lower((title)::text), version);
CREATE INDEX rank_act_person ON public.ppde_rankact USING btree (person_id, after_on);
CREATE INDEX reading_freed_number ON public.ppde_reading USING btree (territory_id, number) WHERE (person_id IS NULL);
CREATE INDEX reading_person_at ON public.ppde_reading USING btree (person_id, at DESC);
CREATE INDEX reading_territory_at ON public.ppde_reading USING btree (territory_id, at DESC);
CREATE INDEX refusal_review_person ON public.ppde_refusalreview USING btree (person_id, refused_on);
CREATE INDEX refusal_review_waiting ON public.ppde_refusalreview USING btree (territory_id, effect, refused_on);
CREATE UNIQUE INDEX removal_told_once ON public.evaluation_removal USING btree (extract_id, pseudonym);
CREATE UNIQUE INDEX renewal_once ON public.evaluation_renewalmail USING btree (renewal_id, subscriber_id);
CREATE INDEX report_territory_date ON public.evaluation_report USING btree (territory_id, requested_at DESC);
CREATE UNIQUE INDEX report_widened_once ON public.evaluation_report USING btree (widens_id, audience) WHERE ((withdrawn_at IS NULL) AND (NOT ((state)::text = ANY ((ARRAY['failed'::character varying, 'cancelled'::character varying])::text[]))));
CREATE UNIQUE INDEX rereading_waits_once ON public.ppde_rereading USING btree (territory_id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX response_once ON public.evaluation_response USING btree (questionnaire_id, origin_id, lower((organisation)::text));
CREATE UNIQUE INDEX return_rule_once_a_day ON public.ebe_returnrule USING btree (territory_id, valid_from);
CREATE INDEX review_territory_outcome ON public.ppde_eligibilityreview USING btree (territory_id, outcome);
CREATE UNIQUE INDEX rights_one_open_by_kind ON public.ppde_rightsrequest USING btree (person_id, kind) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX rights_one_open_by_orientation ON public.ppde_rightsrequest USING btree (orientation_id, kind) WHERE ((state)::text = 'open'::text);
CREATE INDEX rights_territory_due ON public.ppde_rightsrequest USING btree (territory_id, state, due_on);
CREATE INDEX scheme_news_at ON public.territories_schemenews USING btree (territory_id, published_at);
CREATE UNIQUE INDEX scheme_once ON public.territories_scheme USING btree (territory_id, lower((name)::text));
CREATE UNIQUE INDEX scheme_request_once_at_a_time ON public.ppde_schemerequest USING btree (person_id, scheme_id) WHERE ((state)::text = 'asked'::text);
CREATE INDEX scheme_request_state ON public.ppde_schemerequest USING btree (territory_id, scheme_id, state);
CREATE UNIQUE INDEX sensitive_word_once ON public.ppde_sensitiveword USING btree (territory_id, stem) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX session_once ON public.ppde_session USING btree (territory_id, starts_at, title, place) WHERE (NOT ((state)::text = 'cancelled'::text));
CREATE UNIQUE INDEX session_share_once ON public.ppde_sessionshare USING btree (session_id, territory_id);
CREATE INDEX session_starts ON public.ppde_trainingsession USING btree (territory_id, starts_on);
CREATE INDEX session_territory_starts_at ON public.ppde_session USING btree (territory_id, starts_at);
CREATE UNIQUE INDEX skill_once ON public.ppde_skill USING btree (territory_id, lower((name)::text));
CREATE UNIQUE INDEX skill_rome_code_once ON public.ppde_skill USING btree (territory_id, rome_code) WHERE (NOT ((rome_code)::text = ''::text));
CREATE UNIQUE INDEX smic_stands_once_a_day ON public.ebe_smicrate USING btree (territory_id, valid_from) WHERE (replaced_at IS NULL);
CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);
CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);
CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);
CREATE INDEX staff_entry_end ON public.ebe_staffentry USING btree (enterprise_id, ends_on);
CREATE UNIQUE INDEX stagedrow_once ON public.territories_stagedrow USING btree (batch_id, line);
CREATE INDEX subscriber_audience ON public.evaluation_subscriber USING btree (territory_id, audience, state);
CREATE UNIQUE INDEX subscriber_once ON public.evaluation_subscriber USING btree (territory_id, lower((email)::text), audience);
CREATE INDEX subscriber_to_ask ON public.evaluation_subscriber USING btree (asked_at) WHERE ((confirmation)::text = 'waiting'::text);
CREATE UNIQUE INDEX target_once ON public.territories_target USING btree (territory_id, year, destination);
CREATE INDEX territories_batch_asked_by_id_02bf8d66 ON public.territories_batch USING btree (asked_by_id);
CREATE UNIQUE INDEX territories_batch_id_territory ON public.territories_batch USING btree (id, territory_id);
CREATE INDEX territories_batch_opened_by_id_fa8d0fba ON public.territories_batch USING btree (opened_by_id);
CREATE INDEX territories_batch_territory_id_03ccadd8 ON public.territories_batch USING btree (territory_id);
CREATE INDEX territories_batch_undone_by_id_23286b8b ON public.territories_batch USING btree (undone_by_id);
CREATE INDEX territories_columnmapping_territory_id_a74e5a5b ON public.territories_columnmapping USING btree (territory_id);
CREATE UNIQUE INDEX territories_commitment_id_territory ON public.territories_commitment USING btree (id, territory_id);
CREATE INDEX territories_commitment_organisation_id_e93777ae ON public.territories_commitment USING btree (organisation_id);
CREATE INDEX territories_commitment_territory_id_c994a254 ON public.territories_commitment USING btree (territory_id);
CREATE INDEX territories_commitmentdelivery_author_id_a0bb65c6 ON public.territories_commitmentdelivery USING btree (author_id);
CREATE INDEX territories_commitmentdelivery_commitment_id_4069d91c ON public.territories_commitmentdelivery USING btree (commitment_id);
CREATE UNIQUE INDEX territories_commitmentdelivery_id_territory ON public.territories_commitmentdelivery USING btree (id, territory_id);
CREATE INDEX territories_commitmentdelivery_territory_id_8784e11e ON public.territories_commitmentdelivery USING btree (territory_id);
CREATE INDEX territories_contact_organisation_id_a1abef95 ON public.territories_contact USING btree (organisation_id);
CREATE INDEX territories_contact_territory_id_0276b9cd ON public.territories_contact USING btree (territory_id);
CREATE INDEX territories_contribution_author_id_8fc1b4e0 ON public.territories_contribution USING btree (author_id);
CREATE UNIQUE INDEX territories_contribution_id_territory ON public.territories_contribution USING btree (id, territory_id);
CREATE INDEX territories_contribution_territory_id_3fa9983b ON public.territories_contribution USING btree (territory_id);
CREATE INDEX territories_digest_territory_id_da3533c3 ON public.territories_digest USING btree (territory_id);
CREATE INDEX territories_digest_user_id_f169381f ON public.territories_digest USING btree (user_id);
CREATE INDEX territories_digestrefusal_territory_id_e5fc4ee8 ON public.territories_digestrefusal USING btree (territory_id);
CREATE INDEX territories_digestrefusal_user_id_1dbb54f4 ON public.territories_digestrefusal USING btree (user_id);
CREATE INDEX territories_entry_user_id_bbbb14ae ON public.territories_entry USING btree (user_id);
CREATE INDEX territories_estimate_territory_id_5d96b4d1 ON public.territories_estimate USING btree (territory_id);
CREATE INDEX territories_exchangeitem_answered_by_id_f85c4255 ON public.territories_exchangeitem USING btree (answered_by_id);
CREATE INDEX territories_exchangeitem_answered_from_id_13ca8eea ON public.territories_exchangeitem USING btree (answered_from_id);
CREATE INDEX territories_exchangeitem_author_id_eec5f4bd ON public.territories_exchangeitem USING btree (author_id);
CREATE INDEX territories_exchangeitem_contribution_id_680ff548 ON public.territories_exchangeitem USING btree (contribution_id);
CREATE INDEX territories_exchangeitem_territory_id_6334f7ba ON public.territories_exchangeitem USING btree (territory_id);
CREATE INDEX territories_grant_closed_by_id_fc752814 ON public.territories_grant USING btree (closed_by_id);
CREATE INDEX territories_grant_holder_id_6c8188c9 ON public.territories_grant USING btree (holder_id);
CREATE UNIQUE INDEX territories_grant_id_territory ON public.territories_grant USING btree (id, territory_id);
CREATE INDEX territories_grant_opened_by_id_745548ef ON public.territories_grant USING btree (opened_by_id);
CREATE INDEX territories_grant_territory_id_c4a0036c ON public.territories_grant USING btree (territory_id);
CREATE INDEX territories_grantmail_grant_id_989d513a ON public.territories_grantmail USING btree (grant_id);
CREATE INDEX territories_grantmail_territory_id_9ba88ad0 ON public.territories_grantmail USING btree (territory_id);
CREATE INDEX territories_grantmail_user_id_9b7a7e11 ON public.territories_grantmail USING btree (user_id);
CREATE INDEX territories_grantrule_territory_id_1e8eca7f ON public.territories_grantrule USING btree (territory_id);
CREATE INDEX territories_invitation_digest_7c0e6a3a_like ON public.territories_invitation USING btree (digest varchar_pattern_ops);
CREATE UNIQUE INDEX territories_invitation_id_territory ON public.territories_invitation USING btree (id, territory_id);
CREATE INDEX territories_invitation_invited_by_id_7a270ad8 ON public.territories_invitation USING btree (invited_by_id);
CREATE INDEX territories_invitation_territory_id_5903c74e ON public.territories_invitation USING btree (territory_id);
CREATE INDEX territories_keydate_territory_id_d99e4eac ON public.territories_keydate USING btree (territory_id);
CREATE INDEX territories_legalfigure_territory_id_2ede623e ON public.territories_legalfigure USING btree (territory_id);
CREATE INDEX territories_maskingrule_territory_id_f7400984 ON public.territories_maskingrule USING btree (territory_id);
CREATE INDEX territories_membership_organisation_id_56045fd8 ON public.territories_membership USING btree (organisation_id);
CREATE INDEX territories_membership_territory_id_08af2dc6 ON public.territories_membership USING btree (territory_id);
CREATE INDEX territories_membership_user_id_9ab10eef ON public.territories_membership USING btree (user_id);
CREATE INDEX territories_newsreader_territory_id_60eb0db9 ON public.territories_newsreader USING btree (territory_id);
CREATE INDEX territories_newsreader_user_id_efec6838 ON public.territories_newsreader USING btree (user_id);
CREATE UNIQUE INDEX territories_organisation_id_territory ON public.territories_organisation USING btree (id, territory_id);
CREATE INDEX territories_organisation_territory_id_50fccc98 ON public.territories_organisation USING btree (territory_id);
CREATE INDEX territories_outline_file_id_8771e719 ON public.territories_outline USING btree (file_id);
CREATE INDEX territories_outline_territory_id_9bce33c8 ON public.territories_outline USING btree (territory_id);
CREATE UNIQUE INDEX territories_outlinefile_id_territory ON public.territories_outlinefile USING btree (id, territory_id);
CREATE INDEX territories_outlinefile_territory_id_d5458d10 ON public.territories_outlinefile USING btree (territory_id);
CREATE UNIQUE INDEX territories_perimeterunit_id_territory ON public.territories_perimeterunit USING btree (id, territory_id);
CREATE INDEX territories_perimeterunit_territory_id_8f1d541f ON public.territories_perimeterunit USING btree (territory_id);
CREATE INDEX territories_phase_territory_id_1444b08b ON public.territories_phase USING btree (territory_id);
CREATE INDEX territories_scheme_territory_id_c3d8e2bd ON public.territories_scheme USING btree (territory_id);
CREATE INDEX territories_schemenews_author_id_d7ce7efe ON public.territories_schemenews USING btree (author_id);
CREATE INDEX territories_schemenews_scheme_id_04348f9e ON public.territories_schemenews USING btree (scheme_id);
CREATE INDEX territories_schemenews_territory_id_bd78be0f ON public.territories_schemenews USING btree (territory_id);
CREATE INDEX territories_target_territory_id_14d66e6d ON public.territories_target USING btree (territory_id);
CREATE INDEX territories_territory_hub_id_50f24527 ON public.territories_territory USING btree (hub_id);
CREATE INDEX territories_territory_slug_48ef0d5d_like ON public.territories_territory USING btree (slug varchar_pattern_ops);
CREATE INDEX territories_territorydepartment_territory_id_9e4f70ed ON public.territories_territorydepartment USING btree (territory_id);
CREATE INDEX territories_token_digest_e18dc1e5_like ON public.territories_token USING btree (digest varchar_pattern_ops);
CREATE INDEX territories_token_made_by_id_64938f30 ON public.territories_token USING btree (made_by_id);
CREATE INDEX territories_token_territory_id_218f46be ON public.territories_token USING btree (territory_id);
CREATE INDEX territories_typedperiod_territory_id_531f7494 ON public.territories_typedperiod USING btree (territory_id);
CREATE UNIQUE INDEX territories_webhook_id_territory ON public.territories_webhook USING btree (id, territory_id);
CREATE INDEX territories_webhook_territory_id_0971f0a5 ON public.territories_webhook USING btree (territory_id);
CREATE INDEX territories_webhookdelivery_place_id_f52cd33e ON public.territories_webhookdelivery USING btree (place_id);
CREATE INDEX territories_webhookdelivery_territory_id_d1f3f36f ON public.territories_webhookdelivery USING btree (territory_id);
CREATE INDEX territories_webhookdelivery_webhook_id_74bfde0b ON public.territories_webhookdelivery USING btree (webhook_id);
CREATE INDEX territories_webhookmail_territory_id_2e33d24a ON public.territories_webhookmail USING btree (territory_id);
CREATE INDEX territories_webhookmail_user_id_fa272353 ON public.territories_webhookmail USING btree (user_id);
CREATE INDEX territories_webhookmail_webhook_id_667ef6aa ON public.territories_webhookmail USING btree (webhook_id);
CREATE UNIQUE INDEX territory_department_once_a_day ON public.territories_territorydepartment USING btree (territory_id, valid_from) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX training_once ON public.ppde_training USING btree (territory_id, lower((title)::text));
CREATE UNIQUE INDEX training_skill_once ON public.ppde_trainingskill USING btree (training_id, skill_id);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX users_user_email_243f6e77_like ON public.users_user USING btree (email varchar_pattern_ops);
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);
CREATE UNIQUE INDEX wait_rule_once_a_day ON public.evaluation_waitrule USING btree (territory_id, valid_from);
CREATE INDEX webhook_delivery_latest ON public.territories_webhookdelivery USING btree (webhook_id, id DESC);
CREATE INDEX webhook_mail_to_send ON public.territories_webhookmail USING btree (at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));
CREATE INDEX webhook_to_send ON public.territories_webhookdelivery USING btree (next_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));
CREATE INDEX wish_activity ON public.activities_wish USING btree (territory_id, activity_id);
CREATE UNIQUE INDEX wish_activity_once ON public.activities_wish USING btree (person_id, activity_id);
CREATE UNIQUE INDEX wish_sector_once ON public.activities_wish USING btree (person_id, sector) WHERE (NOT ((sector)::text = ''::text));
CREATE TRIGGER above_zero BEFORE INSERT ON public.ebe_smicrate FOR EACH ROW EXECUTE FUNCTION public.refuse_no_smic();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.cle_addendum FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.ebe_returncorrection FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.ppde_consent FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.ppde_journeyevent FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.ppde_rankact FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.ppde_reading FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.territories_entry FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.cle_addendum FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.ebe_returncorrection FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.ppde_consent FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.ppde_journeyevent FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.ppde_rankact FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.ppde_reading FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.territories_entry FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();
CREATE TRIGGER asked_once_rewritten AFTER UPDATE ON public.ppde_journeyevent REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_journeyevent_asked_once();
CREATE TRIGGER asked_once_rewritten AFTER UPDATE ON public.ppde_person REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_person_asked_once();
CREATE TRIGGER asked_once_rewritten AFTER UPDATE ON public.ppde_reading REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_reading_asked_once();
CREATE TRIGGER asked_once_rewritten AFTER UPDATE ON public.territories_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_entry_asked_once();
CREATE TRIGGER asked_once_rewritten AFTER UPDATE ON public.territories_stagedrow REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_stagedrow_asked_once();
CREATE TRIGGER asked_once_written AFTER INSERT ON public.ppde_journeyevent REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_journeyevent_asked_once();
CREATE TRIGGER asked_once_written AFTER INSERT ON public.ppde_person REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_person_asked_once();
CREATE TRIGGER asked_once_written AFTER INSERT ON public.ppde_reading REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_reading_asked_once();
CREATE TRIGGER asked_once_written AFTER INSERT ON public.territories_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_entry_asked_once();
CREATE TRIGGER asked_once_written AFTER INSERT ON public.territories_stagedrow REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_stagedrow_asked_once();
CREATE TRIGGER forget_keys AFTER DELETE ON public.ppde_person REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.forget_keys();
CREATE TRIGGER keep_approved_minutes BEFORE UPDATE ON public.cle_meeting FOR EACH ROW EXECUTE FUNCTION public.keep_approved_minutes();
CREATE TRIGGER keep_staged_batch AFTER DELETE OR UPDATE OF id, territory_id ON public.territories_batch FOR EACH ROW EXECUTE FUNCTION public.keep_staged_batch();
CREATE TRIGGER keep_version BEFORE DELETE OR UPDATE ON public.ppde_eligibilitycriterion FOR EACH ROW EXECUTE FUNCTION public.keep_eligibility_criterion();
CREATE TRIGGER keep_version BEFORE DELETE OR UPDATE ON public.ppde_eligibilityprecision FOR EACH ROW EXECUTE FUNCTION public.keep_eligibility_version();
CREATE TRIGGER keep_version BEFORE DELETE OR UPDATE ON public.ppde_eligibilityrule FOR EACH ROW EXECUTE FUNCTION public.keep_eligibility_version();
CREATE TRIGGER keep_volunteer_date BEFORE UPDATE ON public.ppde_person FOR EACH ROW EXECUTE FUNCTION public.keep_volunteer_date();
CREATE TRIGGER known_before_hired BEFORE INSERT ON public.ebe_contract FOR EACH ROW WHEN ((new.person_id IS NOT NULL)) EXECUTE FUNCTION public.known_before_hired();
CREATE TRIGGER known_before_hired_again BEFORE UPDATE OF starts_on, person_id ON public.ebe_contract FOR EACH ROW WHEN (((new.person_id IS NOT NULL) AND ((new.starts_on IS DISTINCT FROM old.starts_on) OR (new.person_id IS DISTINCT FROM old.person_id)))) EXECUTE FUNCTION public.known_before_hired();
CREATE TRIGGER known_before_signing BEFORE INSERT ON public.ppde_person FOR EACH ROW WHEN ((new.volunteer_on < new.identified_on)) EXECUTE FUNCTION public.known_before_signing();
CREATE TRIGGER known_before_signing_again BEFORE UPDATE OF volunteer_on ON public.ppde_person FOR EACH ROW WHEN (((new.volunteer_on IS DISTINCT FROM old.volunteer_on) AND (new.volunteer_on IS NOT NULL))) EXECUTE FUNCTION public.known_before_signing();
CREATE TRIGGER log_reading AFTER INSERT ON public.territories_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.log_reading();
CREATE TRIGGER never_deleted BEFORE DELETE ON public.territories_territory FOR EACH ROW EXECUTE FUNCTION public.refuse_deletion();
CREATE TRIGGER never_deleted BEFORE DELETE ON public.users_user FOR EACH ROW EXECUTE FUNCTION public.refuse_deletion();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.cle_attendance REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_attendance();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.cle_meeting REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_meeting();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.cle_seat REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_seat();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ebe_cderate REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_cderate();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ebe_cdestatement REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_cdestatement();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ebe_contract REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_contract();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ebe_contracthours REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_contracthours();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ebe_monthlyreturn REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_monthlyreturn();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.evaluation_waitrule REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_evaluation_waitrule();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_eligibilityreview REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_eligibilityreview();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_followup REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_followup();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_journeyevent REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_journeyevent();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_mobilityfile REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_mobilityfile();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_mobilitytrial REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_mobilitytrial();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_outcome REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_outcome();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_pause REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_pause();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_person REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_person();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_rankact REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_rankact();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_return REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_return();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.ppde_session REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_session();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.territories_estimate REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_estimate();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.territories_phase REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_phase();
CREATE TRIGGER note_changed_facts AFTER UPDATE ON public.territories_target REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_target();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.cle_attendance REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_attendance();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.cle_meeting REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_meeting();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.cle_seat REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_seat();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ebe_cderate REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_cderate();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ebe_cdestatement REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_cdestatement();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ebe_contract REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_contract();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ebe_contracthours REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_contracthours();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ebe_monthlyreturn REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_monthlyreturn();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.evaluation_waitrule REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_evaluation_waitrule();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_eligibilityreview REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_eligibilityreview();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_followup REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_followup();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_journeyevent REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_journeyevent();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_mobilityfile REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_mobilityfile();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_mobilitytrial REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_mobilitytrial();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_outcome REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_outcome();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_pause REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_pause();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_person REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_person();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_rankact REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_rankact();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_return REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_return();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.ppde_session REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_session();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.territories_estimate REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_estimate();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.territories_phase REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_phase();
CREATE TRIGGER note_gone_facts AFTER DELETE ON public.territories_target REFERENCING OLD TABLE AS replaced FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_target();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.cle_attendance REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_attendance();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.cle_meeting REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_meeting();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.cle_seat REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_cle_seat();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ebe_cderate REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_cderate();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ebe_cdestatement REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_cdestatement();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ebe_contract REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_contract();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ebe_contracthours REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_contracthours();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ebe_monthlyreturn REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ebe_monthlyreturn();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.evaluation_waitrule REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_evaluation_waitrule();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_eligibilityreview REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_eligibilityreview();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_followup REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_followup();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_journeyevent REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_journeyevent();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_mobilityfile REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_mobilityfile();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_mobilitytrial REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_mobilitytrial();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_outcome REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_outcome();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_pause REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_pause();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_person REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_person();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_rankact REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_rankact();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_return REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_return();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.ppde_session REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_ppde_session();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.territories_estimate REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_estimate();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.territories_phase REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_phase();
CREATE TRIGGER note_new_facts AFTER INSERT ON public.territories_target REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.note_territories_target();
CREATE CONSTRAINT TRIGGER one_chair AFTER INSERT OR UPDATE ON public.cle_seat DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.rank)::text = 'chair'::text)) EXECUTE FUNCTION public.one_chair();
CREATE TRIGGER proposal_ends BEFORE INSERT OR UPDATE OF reply, left_at, ended_on ON public.ebe_proposal FOR EACH ROW EXECUTE FUNCTION public.proposal_ends();
CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON public.ppde_eligibilityprecision FOR EACH ROW WHEN ((new.decision_id IS DISTINCT FROM old.decision_id)) EXECUTE FUNCTION public.rests_on_decision('eligibility_rule');
CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON public.ppde_eligibilityreview FOR EACH ROW WHEN (((new.decision_id IS DISTINCT FROM old.decision_id) AND (new.decision_id IS NOT NULL))) EXECUTE FUNCTION public.rests_on_decision('eligibility');
CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON public.ppde_listrule FOR EACH ROW WHEN (((new.decision_id IS DISTINCT FROM old.decision_id) AND (new.decision_id IS NOT NULL))) EXECUTE FUNCTION public.rests_on_decision('list_rule');
CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON public.ppde_rankact FOR EACH ROW WHEN (((new.decision_id IS DISTINCT FROM old.decision_id) AND (new.decision_id IS NOT NULL))) EXECUTE FUNCTION public.rests_on_decision('list_place', 'other');
CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON public.ppde_refusalreview FOR EACH ROW WHEN (((new.decision_id IS DISTINCT FROM old.decision_id) AND (new.decision_id IS NOT NULL))) EXECUTE FUNCTION public.rests_on_decision('list_place', 'other');
CREATE TRIGGER rests_on_another BEFORE UPDATE OF decision_id ON public.ppde_return FOR EACH ROW WHEN (((new.decision_id IS DISTINCT FROM old.decision_id) AND (new.decision_id IS NOT NULL))) EXECUTE FUNCTION public.rests_on_decision('list_place', 'other');
CREATE TRIGGER rests_on_decision BEFORE INSERT ON public.ppde_eligibilityprecision FOR EACH ROW EXECUTE FUNCTION public.rests_on_decision('eligibility_rule');
CREATE TRIGGER rests_on_decision BEFORE INSERT ON public.ppde_eligibilityreview FOR EACH ROW WHEN ((new.decision_id IS NOT NULL)) EXECUTE FUNCTION public.rests_on_decision('eligibility');
CREATE TRIGGER rests_on_decision BEFORE INSERT ON public.ppde_listrule FOR EACH ROW WHEN ((new.decision_id IS NOT NULL)) EXECUTE FUNCTION public.rests_on_decision('list_rule');
CREATE TRIGGER rests_on_decision BEFORE INSERT ON public.ppde_rankact FOR EACH ROW WHEN ((new.decision_id IS NOT NULL)) EXECUTE FUNCTION public.rests_on_decision('list_place', 'other');
CREATE TRIGGER rests_on_decision BEFORE INSERT ON public.ppde_refusalreview FOR EACH ROW WHEN ((new.decision_id IS NOT NULL)) EXECUTE FUNCTION public.rests_on_decision('list_place', 'other');
CREATE TRIGGER rests_on_decision BEFORE INSERT ON public.ppde_return FOR EACH ROW WHEN ((new.decision_id IS NOT NULL)) EXECUTE FUNCTION public.rests_on_decision('list_place', 'other');
CREATE TRIGGER rewrite_heard AFTER UPDATE ON public.ppde_person REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.rewrite_heard();
CREATE TRIGGER start_legal_figures AFTER INSERT ON public.territories_territory REFERENCING NEW TABLE AS hubs FOR EACH STATEMENT EXECUTE FUNCTION public.start_legal_figures();
CREATE TRIGGER start_words AFTER INSERT ON public.territories_territory REFERENCING NEW TABLE AS hubs FOR EACH STATEMENT EXECUTE FUNCTION public.start_words();
CREATE TRIGGER within_bounds BEFORE INSERT ON public.ebe_cderate FOR EACH ROW EXECUTE FUNCTION public.refuse_out_of_bounds();
CREATE TRIGGER within_bounds BEFORE INSERT ON public.ebe_ownrate FOR EACH ROW EXECUTE FUNCTION public.refuse_out_of_bounds();
CREATE TRIGGER within_the_law BEFORE INSERT ON public.ebe_cderate FOR EACH ROW EXECUTE FUNCTION public.refuse_beyond_the_law();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.activities_activity REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.activities_activity_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.cle_addendum REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_addendum_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.cle_agendaitem REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_agendaitem_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.cle_convocation REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_convocation_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.cle_decision REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_decision_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.cle_meeting REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_meeting_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ebe_monthlyreturn REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_monthlyreturn_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ebe_post REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_post_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ebe_proposal REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_proposal_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ebe_returncorrection REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_returncorrection_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_answer REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_answer_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_extract REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_extract_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_forecast REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_forecast_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_monthlycount REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_monthlycount_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_newsletter REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_newsletter_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_newsletterblock REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_newsletterblock_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.evaluation_report REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_report_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_consent REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_consent_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_eliminationline REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_eliminationline_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_following REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_following_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_inquiry REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_inquiry_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_journeyevent REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_journeyevent_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_merge REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_merge_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_mobilityfile REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_mobilityfile_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_mobilitystep REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_mobilitystep_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_orientation REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_orientation_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_person REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_person_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_rankact REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_rankact_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_reading REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_reading_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_readingalert REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_readingalert_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_return REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_return_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_rightsrequest REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_rightsrequest_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_schemerequest REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_schemerequest_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_session REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_session_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.ppde_trainingsession REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_trainingsession_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_commitment REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_commitment_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_commitmentdelivery REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_commitmentdelivery_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_contribution REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_contribution_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_entry REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_entry_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_exchangeitem REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_exchangeitem_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_grant REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_grant_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_keydate REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_keydate_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_organisation REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_organisation_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_scheme REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_scheme_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_schemenews REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_schemenews_words();
CREATE TRIGGER words_rewritten AFTER UPDATE ON public.territories_typedperiod REFERENCING OLD TABLE AS replaced NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_typedperiod_words();
CREATE TRIGGER words_written AFTER INSERT ON public.activities_activity REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.activities_activity_words();
COMMENT ON TRIGGER words_written ON public.activities_activity IS 'description need';
CREATE TRIGGER words_written AFTER INSERT ON public.cle_addendum REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_addendum_words();
COMMENT ON TRIGGER words_written ON public.cle_addendum IS 'text';
CREATE TRIGGER words_written AFTER INSERT ON public.cle_agendaitem REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_agendaitem_words();
COMMENT ON TRIGGER words_written ON public.cle_agendaitem IS 'title';
CREATE TRIGGER words_written AFTER INSERT ON public.cle_convocation REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_convocation_words();
COMMENT ON TRIGGER words_written ON public.cle_convocation IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.cle_decision REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_decision_words();
COMMENT ON TRIGGER words_written ON public.cle_decision IS 'wording conditions reason';
CREATE TRIGGER words_written AFTER INSERT ON public.cle_meeting REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.cle_meeting_words();
COMMENT ON TRIGGER words_written ON public.cle_meeting IS 'title minutes';
CREATE TRIGGER words_written AFTER INSERT ON public.ebe_monthlyreturn REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_monthlyreturn_words();
COMMENT ON TRIGGER words_written ON public.ebe_monthlyreturn IS 'note';
CREATE TRIGGER words_written AFTER INSERT ON public.ebe_post REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_post_words();
COMMENT ON TRIGGER words_written ON public.ebe_post IS 'title text';
CREATE TRIGGER words_written AFTER INSERT ON public.ebe_proposal REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_proposal_words();
COMMENT ON TRIGGER words_written ON public.ebe_proposal IS 'reason order_reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ebe_returncorrection REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ebe_returncorrection_words();
COMMENT ON TRIGGER words_written ON public.ebe_returncorrection IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_answer REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_answer_words();
COMMENT ON TRIGGER words_written ON public.evaluation_answer IS 'text';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_extract REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_extract_words();
COMMENT ON TRIGGER words_written ON public.evaluation_extract IS 'purpose reason';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_forecast REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_forecast_words();
COMMENT ON TRIGGER words_written ON public.evaluation_forecast IS 'note';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_monthlycount REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_monthlycount_words();
COMMENT ON TRIGGER words_written ON public.evaluation_monthlycount IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_newsletter REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_newsletter_words();
COMMENT ON TRIGGER words_written ON public.evaluation_newsletter IS 'subject intro';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_newsletterblock REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_newsletterblock_words();
COMMENT ON TRIGGER words_written ON public.evaluation_newsletterblock IS 'title body';
CREATE TRIGGER words_written AFTER INSERT ON public.evaluation_report REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.evaluation_report_words();
COMMENT ON TRIGGER words_written ON public.evaluation_report IS 'withdrawal_reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_consent REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_consent_words();
COMMENT ON TRIGGER words_written ON public.ppde_consent IS 'proof';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_eliminationline REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_eliminationline_words();
COMMENT ON TRIGGER words_written ON public.ppde_eliminationline IS 'kept_because';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_following REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_following_words();
COMMENT ON TRIGGER words_written ON public.ppde_following IS 'reason word';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_inquiry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_inquiry_words();
COMMENT ON TRIGGER words_written ON public.ppde_inquiry IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_journeyevent REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_journeyevent_words();
COMMENT ON TRIGGER words_written ON public.ppde_journeyevent IS 'text reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_merge REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_merge_words();
COMMENT ON TRIGGER words_written ON public.ppde_merge IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_mobilityfile REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_mobilityfile_words();
COMMENT ON TRIGGER words_written ON public.ppde_mobilityfile IS 'project';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_mobilitystep REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_mobilitystep_words();
COMMENT ON TRIGGER words_written ON public.ppde_mobilitystep IS 'text reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_orientation REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_orientation_words();
COMMENT ON TRIGGER words_written ON public.ppde_orientation IS 'contact_preference closed_reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_person REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_person_words();
COMMENT ON TRIGGER words_written ON public.ppde_person IS 'comment contact_preference';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_rankact REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_rankact_words();
COMMENT ON TRIGGER words_written ON public.ppde_rankact IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_reading REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_reading_words();
COMMENT ON TRIGGER words_written ON public.ppde_reading IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_readingalert REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_readingalert_words();
COMMENT ON TRIGGER words_written ON public.ppde_readingalert IS 'note';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_return REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_return_words();
COMMENT ON TRIGGER words_written ON public.ppde_return IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_rightsrequest REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_rightsrequest_words();
COMMENT ON TRIGGER words_written ON public.ppde_rightsrequest IS 'details extension_reason answer';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_schemerequest REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_schemerequest_words();
COMMENT ON TRIGGER words_written ON public.ppde_schemerequest IS 'result';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_session REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_session_words();
COMMENT ON TRIGGER words_written ON public.ppde_session IS 'title';
CREATE TRIGGER words_written AFTER INSERT ON public.ppde_trainingsession REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.ppde_trainingsession_words();
COMMENT ON TRIGGER words_written ON public.ppde_trainingsession IS 'cancelled_reason';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_commitment REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_commitment_words();
COMMENT ON TRIGGER words_written ON public.territories_commitment IS 'note';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_commitmentdelivery REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_commitmentdelivery_words();
COMMENT ON TRIGGER words_written ON public.territories_commitmentdelivery IS 'note reason';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_contribution REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_contribution_words();
COMMENT ON TRIGGER words_written ON public.territories_contribution IS 'steps short_term medium_term';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_entry REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_entry_words();
COMMENT ON TRIGGER words_written ON public.territories_entry IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_exchangeitem REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_exchangeitem_words();
COMMENT ON TRIGGER words_written ON public.territories_exchangeitem IS 'text answer';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_grant REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_grant_words();
COMMENT ON TRIGGER words_written ON public.territories_grant IS 'reason';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_keydate REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_keydate_words();
COMMENT ON TRIGGER words_written ON public.territories_keydate IS 'title text';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_organisation REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_organisation_words();
COMMENT ON TRIGGER words_written ON public.territories_organisation IS 'note';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_scheme REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_scheme_words();
COMMENT ON TRIGGER words_written ON public.territories_scheme IS 'how_to';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_schemenews REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_schemenews_words();
COMMENT ON TRIGGER words_written ON public.territories_schemenews IS 'title text';
CREATE TRIGGER words_written AFTER INSERT ON public.territories_typedperiod REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.territories_typedperiod_words();
COMMENT ON TRIGGER words_written ON public.territories_typedperiod IS 'reason gap_reason';
CREATE TRIGGER write_heard AFTER INSERT ON public.ppde_person REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.write_heard();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activity
    ADD CONSTRAINT activities_activity_carrier_id_651a1eca_fk_ebe_enterprise_id FOREIGN KEY (carrier_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activity
    ADD CONSTRAINT activities_activity_carrier_id_same_territory FOREIGN KEY (carrier_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activity
    ADD CONSTRAINT activities_activity_decision_id_0a1c0ffc_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activity
    ADD CONSTRAINT activities_activity_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activity
    ADD CONSTRAINT activities_activity_territory_id_ea6e44a9_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activitypartner
    ADD CONSTRAINT activities_activityp_activity_id_c492518d_fk_activitie FOREIGN KEY (activity_id) REFERENCES public.activities_activity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activitypartner
    ADD CONSTRAINT activities_activityp_partner_id_30c4b6f3_fk_territori FOREIGN KEY (partner_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activitypartner
    ADD CONSTRAINT activities_activityp_territory_id_32affee0_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activitypartner
    ADD CONSTRAINT activities_activitypartner_activity_id_same_territory FOREIGN KEY (activity_id, territory_id) REFERENCES public.activities_activity(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activityskill
    ADD CONSTRAINT activities_activitys_activity_id_65d4e537_fk_activitie FOREIGN KEY (activity_id) REFERENCES public.activities_activity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activityskill
    ADD CONSTRAINT activities_activitys_territory_id_17b04d5c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activityskill
    ADD CONSTRAINT activities_activityskill_activity_id_same_territory FOREIGN KEY (activity_id, territory_id) REFERENCES public.activities_activity(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_activityskill
    ADD CONSTRAINT activities_activityskill_skill_id_af55c0bf_fk_ppde_skill_id FOREIGN KEY (skill_id) REFERENCES public.ppde_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_wish
    ADD CONSTRAINT activities_wish_activity_id_2c8b67c4_fk_activities_activity_id FOREIGN KEY (activity_id) REFERENCES public.activities_activity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_wish
    ADD CONSTRAINT activities_wish_person_id_d225228d_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_wish
    ADD CONSTRAINT activities_wish_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.activities_wish
    ADD CONSTRAINT activities_wish_territory_id_9902f708_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_addendum
    ADD CONSTRAINT cle_addendum_meeting_id_2cf9e641_fk_cle_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.cle_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_addendum
    ADD CONSTRAINT cle_addendum_meeting_id_same_territory FOREIGN KEY (meeting_id, territory_id) REFERENCES public.cle_meeting(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_addendum
    ADD CONSTRAINT cle_addendum_territory_id_87ddba33_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_addendum
    ADD CONSTRAINT cle_addendum_written_by_id_eb15d0b6_fk_users_user_id FOREIGN KEY (written_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_agendaitem
    ADD CONSTRAINT cle_agendaitem_meeting_id_4ef0da05_fk_cle_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.cle_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_agendaitem
    ADD CONSTRAINT cle_agendaitem_meeting_id_same_territory FOREIGN KEY (meeting_id, territory_id) REFERENCES public.cle_meeting(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_agendaitem
    ADD CONSTRAINT cle_agendaitem_territory_id_3b7a8b0e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_meeting_id_186fd4ca_fk_cle_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.cle_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_meeting_id_same_territory FOREIGN KEY (meeting_id, territory_id) REFERENCES public.cle_meeting(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_proxy_id_c52cc355_fk_cle_seat_id FOREIGN KEY (proxy_id) REFERENCES public.cle_seat(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_seat_id_7da3d2f7_fk_cle_seat_id FOREIGN KEY (seat_id) REFERENCES public.cle_seat(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_seat_id_same_territory FOREIGN KEY (seat_id, territory_id) REFERENCES public.cle_seat(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_attendance
    ADD CONSTRAINT cle_attendance_territory_id_e07b9902_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_committee
    ADD CONSTRAINT cle_committee_territory_id_4b9f3130_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocation
    ADD CONSTRAINT cle_convocation_asked_by_id_5c79b669_fk_users_user_id FOREIGN KEY (asked_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocation
    ADD CONSTRAINT cle_convocation_meeting_id_e8df9bab_fk_cle_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.cle_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocation
    ADD CONSTRAINT cle_convocation_meeting_id_same_territory FOREIGN KEY (meeting_id, territory_id) REFERENCES public.cle_meeting(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocation
    ADD CONSTRAINT cle_convocation_territory_id_7e9aa7ae_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocationmail
    ADD CONSTRAINT cle_convocationmail_convocation_id_60b12d55_fk_cle_convo FOREIGN KEY (convocation_id) REFERENCES public.cle_convocation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocationmail
    ADD CONSTRAINT cle_convocationmail_convocation_id_same_territory FOREIGN KEY (convocation_id, territory_id) REFERENCES public.cle_convocation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocationmail
    ADD CONSTRAINT cle_convocationmail_seat_id_afbeceab_fk_cle_seat_id FOREIGN KEY (seat_id) REFERENCES public.cle_seat(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocationmail
    ADD CONSTRAINT cle_convocationmail_seat_id_same_territory FOREIGN KEY (seat_id, territory_id) REFERENCES public.cle_seat(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_convocationmail
    ADD CONSTRAINT cle_convocationmail_territory_id_d0c3a729_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_meeting_id_5d79a517_fk_cle_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.cle_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_meeting_id_same_territory FOREIGN KEY (meeting_id, territory_id) REFERENCES public.cle_meeting(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_recorded_by_id_850519ed_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_rectifies_id_ea63d8e7_fk_cle_decision_id FOREIGN KEY (rectifies_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_rectifies_id_same_territory FOREIGN KEY (rectifies_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_decision
    ADD CONSTRAINT cle_decision_territory_id_f101a44c_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meeting
    ADD CONSTRAINT cle_meeting_committee_id_1381dd5c_fk_cle_committee_id FOREIGN KEY (committee_id) REFERENCES public.cle_committee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meeting
    ADD CONSTRAINT cle_meeting_committee_id_same_territory FOREIGN KEY (committee_id, territory_id) REFERENCES public.cle_committee(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meeting
    ADD CONSTRAINT cle_meeting_territory_id_69c25bc5_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_meeting_id_95f06554_fk_cle_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.cle_meeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_meeting_id_same_territory FOREIGN KEY (meeting_id, territory_id) REFERENCES public.cle_meeting(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_noted_by_id_f3202f24_fk_users_user_id FOREIGN KEY (noted_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_seat_id_20940d92_fk_cle_seat_id FOREIGN KEY (seat_id) REFERENCES public.cle_seat(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_seat_id_same_territory FOREIGN KEY (seat_id, territory_id) REFERENCES public.cle_seat(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_meetinganswer
    ADD CONSTRAINT cle_meetinganswer_territory_id_f96fcf3f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_noticerule
    ADD CONSTRAINT cle_noticerule_committee_id_bb9daa87_fk_cle_committee_id FOREIGN KEY (committee_id) REFERENCES public.cle_committee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_noticerule
    ADD CONSTRAINT cle_noticerule_committee_id_same_territory FOREIGN KEY (committee_id, territory_id) REFERENCES public.cle_committee(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_noticerule
    ADD CONSTRAINT cle_noticerule_territory_id_38e5cad4_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_quorumrule
    ADD CONSTRAINT cle_quorumrule_committee_id_2f902763_fk_cle_committee_id FOREIGN KEY (committee_id) REFERENCES public.cle_committee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_quorumrule
    ADD CONSTRAINT cle_quorumrule_committee_id_same_territory FOREIGN KEY (committee_id, territory_id) REFERENCES public.cle_committee(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_quorumrule
    ADD CONSTRAINT cle_quorumrule_territory_id_872b9c3c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT cle_seat_committee_id_f169a5e2_fk_cle_committee_id FOREIGN KEY (committee_id) REFERENCES public.cle_committee(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT cle_seat_committee_id_same_territory FOREIGN KEY (committee_id, territory_id) REFERENCES public.cle_committee(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT cle_seat_organisation_id_68e302b9_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT cle_seat_territory_id_be3aba84_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.cle_seat
    ADD CONSTRAINT cle_seat_user_id_86823a22_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_cderate
    ADD CONSTRAINT ebe_cderate_territory_id_87098791_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_cdestatement
    ADD CONSTRAINT ebe_cdestatement_enterprise_id_c5a14825_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_cdestatement
    ADD CONSTRAINT ebe_cdestatement_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_cdestatement
    ADD CONSTRAINT ebe_cdestatement_territory_id_79c7edb8_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contract
    ADD CONSTRAINT ebe_contract_enterprise_id_aa00b8b9_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contract
    ADD CONSTRAINT ebe_contract_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contract
    ADD CONSTRAINT ebe_contract_person_id_eb77dbe8_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contract
    ADD CONSTRAINT ebe_contract_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contract
    ADD CONSTRAINT ebe_contract_territory_id_b3d7b1f2_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contracthours
    ADD CONSTRAINT ebe_contracthours_contract_id_8744c1b4_fk_ebe_contract_id FOREIGN KEY (contract_id) REFERENCES public.ebe_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contracthours
    ADD CONSTRAINT ebe_contracthours_contract_id_same_territory FOREIGN KEY (contract_id, territory_id) REFERENCES public.ebe_contract(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contracthours
    ADD CONSTRAINT ebe_contracthours_enterprise_id_c37538b7_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_contracthours
    ADD CONSTRAINT ebe_contracthours_territory_id_e35e7692_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_amends_id_280ef3c1_fk_ebe_convention_id FOREIGN KEY (amends_id) REFERENCES public.ebe_convention(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_amends_id_same_territory FOREIGN KEY (amends_id, territory_id) REFERENCES public.ebe_convention(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_decision_id_eed209f6_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_enterprise_id_9ceb7971_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_convention
    ADD CONSTRAINT ebe_convention_territory_id_e149a021_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitat_enterprise_id_7be9aaec_fk_ebe_enter FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitat_invitation_id_2cede3a3_fk_territori FOREIGN KEY (invitation_id) REFERENCES public.territories_invitation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitat_territory_id_c74ada6c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitation_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_directioninvitation
    ADD CONSTRAINT ebe_directioninvitation_invitation_id_same_territory FOREIGN KEY (invitation_id, territory_id) REFERENCES public.territories_invitation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_enterprise
    ADD CONSTRAINT ebe_enterprise_host_id_d0d63bb3_fk_territories_organisation_id FOREIGN KEY (host_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_enterprise
    ADD CONSTRAINT ebe_enterprise_territory_id_e81bfbb9_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_hiringplan
    ADD CONSTRAINT ebe_hiringplan_author_id_2521fcda_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_hiringplan
    ADD CONSTRAINT ebe_hiringplan_enterprise_id_8623db18_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_hiringplan
    ADD CONSTRAINT ebe_hiringplan_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_hiringplan
    ADD CONSTRAINT ebe_hiringplan_territory_id_fd1a64f1_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_management
    ADD CONSTRAINT ebe_management_enterprise_id_4b4e42ba_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_management
    ADD CONSTRAINT ebe_management_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_management
    ADD CONSTRAINT ebe_management_territory_id_e7dbfece_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_management
    ADD CONSTRAINT ebe_management_user_id_48add8e4_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_missingmonth
    ADD CONSTRAINT ebe_missingmonth_enterprise_id_6747e68b_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_missingmonth
    ADD CONSTRAINT ebe_missingmonth_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_missingmonth
    ADD CONSTRAINT ebe_missingmonth_territory_id_6ac49b0b_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_monthlyreturn
    ADD CONSTRAINT ebe_monthlyreturn_author_id_b866a812_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_monthlyreturn
    ADD CONSTRAINT ebe_monthlyreturn_enterprise_id_63d54658_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_monthlyreturn
    ADD CONSTRAINT ebe_monthlyreturn_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_monthlyreturn
    ADD CONSTRAINT ebe_monthlyreturn_territory_id_b4028f9f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_ownrate
    ADD CONSTRAINT ebe_ownrate_enterprise_id_075cfc73_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_ownrate
    ADD CONSTRAINT ebe_ownrate_territory_id_38200ffd_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_enterprise_id_eb32db2d_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_opened_by_id_3411e0cd_fk_users_user_id FOREIGN KEY (opened_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_organisation_id_2483eb31_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_post
    ADD CONSTRAINT ebe_post_territory_id_c0fbf372_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_postskill
    ADD CONSTRAINT ebe_postskill_post_id_4fa6254d_fk_ebe_post_id FOREIGN KEY (post_id) REFERENCES public.ebe_post(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_postskill
    ADD CONSTRAINT ebe_postskill_post_id_same_territory FOREIGN KEY (post_id, territory_id) REFERENCES public.ebe_post(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_postskill
    ADD CONSTRAINT ebe_postskill_skill_id_9046c02f_fk_ppde_skill_id FOREIGN KEY (skill_id) REFERENCES public.ppde_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_postskill
    ADD CONSTRAINT ebe_postskill_territory_id_d4b81128_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_enterprise_id_aa8f00e8_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_made_by_id_e4683c4a_fk_users_user_id FOREIGN KEY (made_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_organisation_id_5a3c0811_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_person_id_0a241c60_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_post_id_6865da83_fk_ebe_post_id FOREIGN KEY (post_id) REFERENCES public.ebe_post(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_post_id_same_territory FOREIGN KEY (post_id, territory_id) REFERENCES public.ebe_post(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_rule_id_22cc290e_fk_ppde_listrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_listrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_proposal
    ADD CONSTRAINT ebe_proposal_territory_id_15db8d44_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_returncorrection
    ADD CONSTRAINT ebe_returncorrection_author_id_d4ef1fd5_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_returncorrection
    ADD CONSTRAINT ebe_returncorrection_monthly_id_4fbac7eb_fk_ebe_month FOREIGN KEY (monthly_id) REFERENCES public.ebe_monthlyreturn(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_returncorrection
    ADD CONSTRAINT ebe_returncorrection_monthly_id_same_territory FOREIGN KEY (monthly_id, territory_id) REFERENCES public.ebe_monthlyreturn(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_returncorrection
    ADD CONSTRAINT ebe_returncorrection_territory_id_9667b734_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_returnrule
    ADD CONSTRAINT ebe_returnrule_territory_id_c41ba0be_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_smicrate
    ADD CONSTRAINT ebe_smicrate_territory_id_caaaf254_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_staffentry
    ADD CONSTRAINT ebe_staffentry_enterprise_id_0963b320_fk_ebe_enterprise_id FOREIGN KEY (enterprise_id) REFERENCES public.ebe_enterprise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_staffentry
    ADD CONSTRAINT ebe_staffentry_enterprise_id_same_territory FOREIGN KEY (enterprise_id, territory_id) REFERENCES public.ebe_enterprise(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ebe_staffentry
    ADD CONSTRAINT ebe_staffentry_territory_id_f30acf1f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_answer
    ADD CONSTRAINT evaluation_answer_question_id_b6847610_fk_evaluatio FOREIGN KEY (question_id) REFERENCES public.evaluation_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_answer
    ADD CONSTRAINT evaluation_answer_question_id_same_territory FOREIGN KEY (question_id, territory_id) REFERENCES public.evaluation_question(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_answer
    ADD CONSTRAINT evaluation_answer_response_id_ca746a8a_fk_evaluatio FOREIGN KEY (response_id) REFERENCES public.evaluation_response(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_answer
    ADD CONSTRAINT evaluation_answer_response_id_same_territory FOREIGN KEY (response_id, territory_id) REFERENCES public.evaluation_response(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_answer
    ADD CONSTRAINT evaluation_answer_territory_id_8b54f477_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_delivery
    ADD CONSTRAINT evaluation_delivery_newsletter_id_d88a21a7_fk_evaluatio FOREIGN KEY (newsletter_id) REFERENCES public.evaluation_newsletter(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_delivery
    ADD CONSTRAINT evaluation_delivery_newsletter_id_same_territory FOREIGN KEY (newsletter_id, territory_id) REFERENCES public.evaluation_newsletter(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_delivery
    ADD CONSTRAINT evaluation_delivery_subscriber_id_7c7cb2ca_fk_evaluatio FOREIGN KEY (subscriber_id) REFERENCES public.evaluation_subscriber(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_delivery
    ADD CONSTRAINT evaluation_delivery_subscriber_id_same_territory FOREIGN KEY (subscriber_id, territory_id) REFERENCES public.evaluation_subscriber(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_delivery
    ADD CONSTRAINT evaluation_delivery_territory_id_5295f473_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT evaluation_extract_answered_by_id_dad25be7_fk_users_user_id FOREIGN KEY (answered_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT evaluation_extract_asked_by_id_6e652fa2_fk_users_user_id FOREIGN KEY (asked_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT evaluation_extract_ended_by_id_800409ce_fk_users_user_id FOREIGN KEY (ended_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT evaluation_extract_holder_id_8160ae5a_fk_users_user_id FOREIGN KEY (holder_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extract
    ADD CONSTRAINT evaluation_extract_territory_id_8590003c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractkey
    ADD CONSTRAINT evaluation_extractke_extract_id_f6fcb6ec_fk_evaluatio FOREIGN KEY (extract_id) REFERENCES public.evaluation_extract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractkey
    ADD CONSTRAINT evaluation_extractke_territory_id_02a225d6_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractkey
    ADD CONSTRAINT evaluation_extractkey_extract_id_same_territory FOREIGN KEY (extract_id, territory_id) REFERENCES public.evaluation_extract(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractline
    ADD CONSTRAINT evaluation_extractli_extract_id_c25f49a6_fk_evaluatio FOREIGN KEY (extract_id) REFERENCES public.evaluation_extract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractline
    ADD CONSTRAINT evaluation_extractli_territory_id_f093d5c5_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractline
    ADD CONSTRAINT evaluation_extractline_extract_id_same_territory FOREIGN KEY (extract_id, territory_id) REFERENCES public.evaluation_extract(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractline
    ADD CONSTRAINT evaluation_extractline_person_id_a5eb26c2_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractline
    ADD CONSTRAINT evaluation_extractline_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractmail
    ADD CONSTRAINT evaluation_extractma_extract_id_7494feae_fk_evaluatio FOREIGN KEY (extract_id) REFERENCES public.evaluation_extract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractmail
    ADD CONSTRAINT evaluation_extractma_territory_id_7252ef33_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractmail
    ADD CONSTRAINT evaluation_extractmail_extract_id_same_territory FOREIGN KEY (extract_id, territory_id) REFERENCES public.evaluation_extract(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_extractmail
    ADD CONSTRAINT evaluation_extractmail_user_id_10d37db1_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_forecast
    ADD CONSTRAINT evaluation_forecast_made_by_id_3c33535d_fk_users_user_id FOREIGN KEY (made_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_forecast
    ADD CONSTRAINT evaluation_forecast_territory_id_5f8c1f00_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_indicatorvalue
    ADD CONSTRAINT evaluation_indicator_territory_id_4902229c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_monthlycount
    ADD CONSTRAINT evaluation_monthlyco_territory_id_03a0164c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_monthlycount
    ADD CONSTRAINT evaluation_monthlycount_typed_by_id_584905e3_fk_users_user_id FOREIGN KEY (typed_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletterblock
    ADD CONSTRAINT evaluation_newslette_newsletter_id_4d7deb52_fk_evaluatio FOREIGN KEY (newsletter_id) REFERENCES public.evaluation_newsletter(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletterblock
    ADD CONSTRAINT evaluation_newslette_report_id_973a4e8c_fk_evaluatio FOREIGN KEY (report_id) REFERENCES public.evaluation_report(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletter
    ADD CONSTRAINT evaluation_newslette_territory_id_2560288b_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletterblock
    ADD CONSTRAINT evaluation_newslette_territory_id_5f189861_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletter
    ADD CONSTRAINT evaluation_newsletter_created_by_id_c70659c7_fk_users_user_id FOREIGN KEY (created_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletter
    ADD CONSTRAINT evaluation_newsletter_sent_by_id_c6ca243c_fk_users_user_id FOREIGN KEY (sent_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_newsletterblock
    ADD CONSTRAINT evaluation_newsletterblock_newsletter_id_same_territory FOREIGN KEY (newsletter_id, territory_id) REFERENCES public.evaluation_newsletter(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_question
    ADD CONSTRAINT evaluation_question_questionnaire_id_d39ba5cd_fk_evaluatio FOREIGN KEY (questionnaire_id) REFERENCES public.evaluation_questionnaire(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_question
    ADD CONSTRAINT evaluation_question_questionnaire_id_same_territory FOREIGN KEY (questionnaire_id, territory_id) REFERENCES public.evaluation_questionnaire(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_question
    ADD CONSTRAINT evaluation_question_territory_id_eef87f44_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_questionnaire
    ADD CONSTRAINT evaluation_questionn_territory_id_0efc741b_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_questionnaire
    ADD CONSTRAINT evaluation_questionnaire_author_id_e960545c_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_removal
    ADD CONSTRAINT evaluation_removal_extract_id_683f13db_fk_evaluation_extract_id FOREIGN KEY (extract_id) REFERENCES public.evaluation_extract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_removal
    ADD CONSTRAINT evaluation_removal_extract_id_same_territory FOREIGN KEY (extract_id, territory_id) REFERENCES public.evaluation_extract(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_removal
    ADD CONSTRAINT evaluation_removal_territory_id_24a5682f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_renewal
    ADD CONSTRAINT evaluation_renewal_territory_id_fd89ccaf_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_renewalmail
    ADD CONSTRAINT evaluation_renewalma_renewal_id_2db85aee_fk_evaluatio FOREIGN KEY (renewal_id) REFERENCES public.evaluation_renewal(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_renewalmail
    ADD CONSTRAINT evaluation_renewalma_subscriber_id_83559820_fk_evaluatio FOREIGN KEY (subscriber_id) REFERENCES public.evaluation_subscriber(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_renewalmail
    ADD CONSTRAINT evaluation_renewalma_territory_id_b7bb6ea1_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_renewalmail
    ADD CONSTRAINT evaluation_renewalmail_renewal_id_same_territory FOREIGN KEY (renewal_id, territory_id) REFERENCES public.evaluation_renewal(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_renewalmail
    ADD CONSTRAINT evaluation_renewalmail_subscriber_id_same_territory FOREIGN KEY (subscriber_id, territory_id) REFERENCES public.evaluation_subscriber(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_report
    ADD CONSTRAINT evaluation_report_requested_by_id_e8ae4b32_fk_users_user_id FOREIGN KEY (requested_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_report
    ADD CONSTRAINT evaluation_report_territory_id_f004468e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_report
    ADD CONSTRAINT evaluation_report_widens_id_94b5ea95_fk_evaluation_report_id FOREIGN KEY (widens_id) REFERENCES public.evaluation_report(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_report
    ADD CONSTRAINT evaluation_report_widens_id_same_territory FOREIGN KEY (widens_id, territory_id) REFERENCES public.evaluation_report(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_report
    ADD CONSTRAINT evaluation_report_withdrawn_by_id_61d47228_fk_users_user_id FOREIGN KEY (withdrawn_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_response
    ADD CONSTRAINT evaluation_response_author_id_3354cd1b_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_response
    ADD CONSTRAINT evaluation_response_origin_id_2f9f9645_fk_territori FOREIGN KEY (origin_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_response
    ADD CONSTRAINT evaluation_response_questionnaire_id_9667c5ac_fk_evaluatio FOREIGN KEY (questionnaire_id) REFERENCES public.evaluation_questionnaire(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_response
    ADD CONSTRAINT evaluation_response_questionnaire_id_same_territory FOREIGN KEY (questionnaire_id, territory_id) REFERENCES public.evaluation_questionnaire(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_response
    ADD CONSTRAINT evaluation_response_territory_id_69d76b34_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_stalefigures
    ADD CONSTRAINT evaluation_stalefigu_territory_id_4bb105f4_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_subscriber
    ADD CONSTRAINT evaluation_subscribe_territory_id_2525c5f0_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_waitrule
    ADD CONSTRAINT evaluation_waitrule_territory_id_58c67cde_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_block_id_998b06b8_fk_evaluatio FOREIGN KEY (block_id) REFERENCES public.evaluation_newsletterblock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_block_id_same_territory FOREIGN KEY (block_id, territory_id) REFERENCES public.evaluation_newsletterblock(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_person_id_6b3a1199_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.evaluation_witness
    ADD CONSTRAINT evaluation_witness_territory_id_798f8128_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_asked_by_id_445c7b4e_fk_users_user_id FOREIGN KEY (asked_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_person_id_2486b40f_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_request_id_42839d10_fk_ppde_rightsrequest_id FOREIGN KEY (request_id) REFERENCES public.ppde_rightsrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_request_id_same_territory FOREIGN KEY (request_id, territory_id) REFERENCES public.ppde_rightsrequest(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_accessfile
    ADD CONSTRAINT ppde_accessfile_territory_id_68c1f03e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_availability
    ADD CONSTRAINT ppde_availability_person_id_bb5ae3cf_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_availability
    ADD CONSTRAINT ppde_availability_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_availability
    ADD CONSTRAINT ppde_availability_territory_id_7771e032_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_organisation_id_45535fc4_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_person_id_6ec19c8a_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_recorded_by_id_66934b7a_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_consent
    ADD CONSTRAINT ppde_consent_territory_id_cb7ac392_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_controller
    ADD CONSTRAINT ppde_controller_territory_id_c9de83a0_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_deliveryperson
    ADD CONSTRAINT ppde_deliveryperson_delivery_id_aca9346f_fk_territori FOREIGN KEY (delivery_id) REFERENCES public.territories_commitmentdelivery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_deliveryperson
    ADD CONSTRAINT ppde_deliveryperson_delivery_id_same_territory FOREIGN KEY (delivery_id, territory_id) REFERENCES public.territories_commitmentdelivery(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_deliveryperson
    ADD CONSTRAINT ppde_deliveryperson_person_id_daf13f66_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_deliveryperson
    ADD CONSTRAINT ppde_deliveryperson_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_deliveryperson
    ADD CONSTRAINT ppde_deliveryperson_territory_id_c6f403c3_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_desk
    ADD CONSTRAINT ppde_desk_territory_id_e961ce56_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_durationrule
    ADD CONSTRAINT ppde_durationrule_territory_id_95ddce60_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilitycriterion
    ADD CONSTRAINT ppde_eligibilitycrit_precision_id_00828959_fk_ppde_elig FOREIGN KEY (precision_id) REFERENCES public.ppde_eligibilityprecision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilitycriterion
    ADD CONSTRAINT ppde_eligibilitycrit_rule_id_97dec27d_fk_ppde_elig FOREIGN KEY (rule_id) REFERENCES public.ppde_eligibilityrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilitycriterion
    ADD CONSTRAINT ppde_eligibilitycrit_territory_id_c24f5950_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilitycriterion
    ADD CONSTRAINT ppde_eligibilitycriterion_precision_id_same_territory FOREIGN KEY (precision_id, territory_id) REFERENCES public.ppde_eligibilityprecision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilitycriterion
    ADD CONSTRAINT ppde_eligibilitycriterion_rule_id_same_territory FOREIGN KEY (rule_id, territory_id) REFERENCES public.ppde_eligibilityrule(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityprecision
    ADD CONSTRAINT ppde_eligibilityprec_decision_id_ab2fab54_fk_cle_decis FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityprecision
    ADD CONSTRAINT ppde_eligibilityprec_territory_id_b09e5629_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityprecision
    ADD CONSTRAINT ppde_eligibilityprecision_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityrevi_precision_id_1c362abd_fk_ppde_elig FOREIGN KEY (precision_id) REFERENCES public.ppde_eligibilityprecision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityrevi_rule_id_9c70e7fe_fk_ppde_elig FOREIGN KEY (rule_id) REFERENCES public.ppde_eligibilityrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityrevi_territory_id_e28c31b9_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_decision_id_61302a4c_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_person_id_5ec373ad_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_precision_id_same_territory FOREIGN KEY (precision_id, territory_id) REFERENCES public.ppde_eligibilityprecision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityreview
    ADD CONSTRAINT ppde_eligibilityreview_prepared_by_id_c3f42763_fk_users_user_id FOREIGN KEY (prepared_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eligibilityrule
    ADD CONSTRAINT ppde_eligibilityrule_territory_id_a9ef65a9_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_elimination
    ADD CONSTRAINT ppde_elimination_approved_by_id_441439e8_fk_users_user_id FOREIGN KEY (approved_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_elimination
    ADD CONSTRAINT ppde_elimination_prepared_by_id_c2dcc03d_fk_users_user_id FOREIGN KEY (prepared_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_elimination
    ADD CONSTRAINT ppde_elimination_rule_id_12c8477e_fk_ppde_retentionrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_retentionrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_elimination
    ADD CONSTRAINT ppde_elimination_territory_id_fff0b0da_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eliminationline
    ADD CONSTRAINT ppde_eliminationline_elimination_id_db7871dc_fk_ppde_elim FOREIGN KEY (elimination_id) REFERENCES public.ppde_elimination(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eliminationline
    ADD CONSTRAINT ppde_eliminationline_elimination_id_same_territory FOREIGN KEY (elimination_id, territory_id) REFERENCES public.ppde_elimination(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eliminationline
    ADD CONSTRAINT ppde_eliminationline_person_id_05197886_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eliminationline
    ADD CONSTRAINT ppde_eliminationline_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_eliminationline
    ADD CONSTRAINT ppde_eliminationline_territory_id_6272ae2d_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_contact_event_id_8f6f327f_fk_ppde_jour FOREIGN KEY (contact_event_id) REFERENCES public.ppde_journeyevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_contact_event_id_same_territory FOREIGN KEY (contact_event_id, territory_id) REFERENCES public.ppde_journeyevent(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_end_event_id_047053d2_fk_ppde_journeyevent_id FOREIGN KEY (end_event_id) REFERENCES public.ppde_journeyevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_end_event_id_same_territory FOREIGN KEY (end_event_id, territory_id) REFERENCES public.ppde_journeyevent(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_person_id_c9668bb9_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_session_id_58c9583f_fk_ppde_trainingsession_id FOREIGN KEY (session_id) REFERENCES public.ppde_trainingsession(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_enrolment
    ADD CONSTRAINT ppde_enrolment_territory_id_7db04784_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT ppde_following_person_id_2a4f324a_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT ppde_following_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT ppde_following_referent_id_3254dde9_fk_users_user_id FOREIGN KEY (referent_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT ppde_following_territory_id_56baccc7_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_following
    ADD CONSTRAINT ppde_following_word_by_id_f7630ef3_fk_users_user_id FOREIGN KEY (word_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_mobility_id_7c37d83b_fk_ppde_mobilityfile_id FOREIGN KEY (mobility_id) REFERENCES public.ppde_mobilityfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_mobility_id_same_territory FOREIGN KEY (mobility_id, territory_id) REFERENCES public.ppde_mobilityfile(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_outcome_id_ab772476_fk_ppde_outcome_id FOREIGN KEY (outcome_id) REFERENCES public.ppde_outcome(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_outcome_id_same_territory FOREIGN KEY (outcome_id, territory_id) REFERENCES public.ppde_outcome(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_person_id_c1797ec3_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_recorded_by_id_74c7723a_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_followup
    ADD CONSTRAINT ppde_followup_territory_id_389d0ac5_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_inquiry
    ADD CONSTRAINT ppde_inquiry_peer_id_92c8c444_fk_territories_territory_id FOREIGN KEY (peer_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_inquiry
    ADD CONSTRAINT ppde_inquiry_person_id_646be4f8_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_inquiry
    ADD CONSTRAINT ppde_inquiry_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_inquiry
    ADD CONSTRAINT ppde_inquiry_territory_id_fe5e5c5a_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_journeyevent
    ADD CONSTRAINT ppde_journeyevent_corrects_id_2df7f148_fk_ppde_journeyevent_id FOREIGN KEY (corrects_id) REFERENCES public.ppde_journeyevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_journeyevent
    ADD CONSTRAINT ppde_journeyevent_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_journeyevent
    ADD CONSTRAINT ppde_journeyevent_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_journeyevent
    ADD CONSTRAINT ppde_journeyevent_prescriber_id_same_territory FOREIGN KEY (prescriber_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_listrule
    ADD CONSTRAINT ppde_listrule_decision_id_3df09814_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_listrule
    ADD CONSTRAINT ppde_listrule_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_listrule
    ADD CONSTRAINT ppde_listrule_territory_id_8597d2ca_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_listsheet
    ADD CONSTRAINT ppde_listsheet_prepared_by_id_bb6c95c4_fk_users_user_id FOREIGN KEY (prepared_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_listsheet
    ADD CONSTRAINT ppde_listsheet_territory_id_d4d57d20_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_first_id_caba0d7b_fk_ppde_person_id FOREIGN KEY (first_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_first_id_same_territory FOREIGN KEY (first_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_said_by_id_7d4af905_fk_users_user_id FOREIGN KEY (said_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_second_id_e3d1b302_fk_ppde_person_id FOREIGN KEY (second_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_second_id_same_territory FOREIGN KEY (second_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_lookalike
    ADD CONSTRAINT ppde_lookalike_territory_id_914ec57f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_merge
    ADD CONSTRAINT ppde_merge_kept_id_bd935cca_fk_ppde_person_id FOREIGN KEY (kept_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_merge
    ADD CONSTRAINT ppde_merge_kept_id_same_territory FOREIGN KEY (kept_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_merge
    ADD CONSTRAINT ppde_merge_merged_by_id_df6f8904_fk_users_user_id FOREIGN KEY (merged_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_merge
    ADD CONSTRAINT ppde_merge_territory_id_ac78dced_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_merge
    ADD CONSTRAINT ppde_merge_undone_by_id_dae9ce69_fk_users_user_id FOREIGN KEY (undone_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilityfile
    ADD CONSTRAINT ppde_mobilityfile_opened_by_id_624bf503_fk_users_user_id FOREIGN KEY (opened_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilityfile
    ADD CONSTRAINT ppde_mobilityfile_person_id_05cd0e26_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilityfile
    ADD CONSTRAINT ppde_mobilityfile_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilityfile
    ADD CONSTRAINT ppde_mobilityfile_territory_id_48478576_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_author_id_2891e43e_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_corrects_id_804e88cf_fk_ppde_mobilitystep_id FOREIGN KEY (corrects_id) REFERENCES public.ppde_mobilitystep(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_mobility_id_7202ffd3_fk_ppde_mobilityfile_id FOREIGN KEY (mobility_id) REFERENCES public.ppde_mobilityfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_mobility_id_same_territory FOREIGN KEY (mobility_id, territory_id) REFERENCES public.ppde_mobilityfile(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitystep
    ADD CONSTRAINT ppde_mobilitystep_territory_id_ba0cce4e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT ppde_mobilitytrial_mobility_id_fa90d42a_fk_ppde_mobilityfile_id FOREIGN KEY (mobility_id) REFERENCES public.ppde_mobilityfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT ppde_mobilitytrial_mobility_id_same_territory FOREIGN KEY (mobility_id, territory_id) REFERENCES public.ppde_mobilityfile(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT ppde_mobilitytrial_person_id_3643996e_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT ppde_mobilitytrial_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_mobilitytrial
    ADD CONSTRAINT ppde_mobilitytrial_territory_id_8a20b55f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_author_id_94c248d8_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_organisation_id_d08862d2_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_person_id_63fa3dd2_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_orientation
    ADD CONSTRAINT ppde_orientation_territory_id_817650ad_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_outcome
    ADD CONSTRAINT ppde_outcome_person_id_06fcd8ef_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_outcome
    ADD CONSTRAINT ppde_outcome_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_outcome
    ADD CONSTRAINT ppde_outcome_recorded_by_id_7ab8b92a_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_outcome
    ADD CONSTRAINT ppde_outcome_rule_id_1052fb26_fk_ppde_listrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_listrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_outcome
    ADD CONSTRAINT ppde_outcome_territory_id_d750e8e1_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_pasttime
    ADD CONSTRAINT ppde_pasttime_territory_id_336409b6_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_pause
    ADD CONSTRAINT ppde_pause_person_id_180cda30_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_pause
    ADD CONSTRAINT ppde_pause_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_pause
    ADD CONSTRAINT ppde_pause_rule_id_1987bdc2_fk_ppde_listrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_listrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_pause
    ADD CONSTRAINT ppde_pause_territory_id_c4ca11cf_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_person
    ADD CONSTRAINT ppde_person_district_id_same_territory FOREIGN KEY (district_id, territory_id) REFERENCES public.territories_perimeterunit(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_person
    ADD CONSTRAINT ppde_person_orienting_organisati_7540d58a_fk_territori FOREIGN KEY (orienting_organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_person
    ADD CONSTRAINT ppde_person_referent_id_f9440c58_fk_users_user_id FOREIGN KEY (referent_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personpage
    ADD CONSTRAINT ppde_personpage_given_by_id_2f7c3d60_fk_users_user_id FOREIGN KEY (given_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personpage
    ADD CONSTRAINT ppde_personpage_person_id_844468d5_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personpage
    ADD CONSTRAINT ppde_personpage_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personpage
    ADD CONSTRAINT ppde_personpage_territory_id_9d3916d8_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personskill
    ADD CONSTRAINT ppde_personskill_person_id_c14d3c95_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personskill
    ADD CONSTRAINT ppde_personskill_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personskill
    ADD CONSTRAINT ppde_personskill_skill_id_f34363f4_fk_ppde_skill_id FOREIGN KEY (skill_id) REFERENCES public.ppde_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_personskill
    ADD CONSTRAINT ppde_personskill_territory_id_a4924ebe_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_event_id_003ffeb8_fk_ppde_journeyevent_id FOREIGN KEY (event_id) REFERENCES public.ppde_journeyevent(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_event_id_same_territory FOREIGN KEY (event_id, territory_id) REFERENCES public.ppde_journeyevent(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_person_id_0289b84e_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_session_id_d23dc985_fk_ppde_session_id FOREIGN KEY (session_id) REFERENCES public.ppde_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_session_id_same_territory FOREIGN KEY (session_id, territory_id) REFERENCES public.ppde_session(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_presence
    ADD CONSTRAINT ppde_presence_territory_id_6e011249_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_processing
    ADD CONSTRAINT ppde_processing_territory_id_4dfa504d_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_author_id_ca37a2ed_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_decision_id_f404f244_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_person_id_bbf9ea90_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_rule_id_cdcf4c03_fk_ppde_listrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_listrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_territory_id_6705ac8b_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_undoes_id_3ad4f08a_fk_ppde_rankact_id FOREIGN KEY (undoes_id) REFERENCES public.ppde_rankact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rankact
    ADD CONSTRAINT ppde_rankact_undoes_id_same_territory FOREIGN KEY (undoes_id, territory_id) REFERENCES public.ppde_rankact(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_reading
    ADD CONSTRAINT ppde_reading_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_readingalert
    ADD CONSTRAINT ppde_readingalert_seen_by_id_88270765_fk_users_user_id FOREIGN KEY (seen_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_readingalert
    ADD CONSTRAINT ppde_readingalert_territory_id_87057576_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_readingalert
    ADD CONSTRAINT ppde_readingalert_user_id_4c86e72a_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_readingrule
    ADD CONSTRAINT ppde_readingrule_territory_id_c7fa10e5_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_readingrule
    ADD CONSTRAINT ppde_readingrule_written_by_id_c61c8aaa_fk_users_user_id FOREIGN KEY (written_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_decision_id_b22a5a6b_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_person_id_1bd5f560_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_recorded_by_id_7026d1e9_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_rule_id_5d40bee7_fk_ppde_listrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_listrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_refusalreview
    ADD CONSTRAINT ppde_refusalreview_territory_id_45b547b3_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rereading
    ADD CONSTRAINT ppde_rereading_asked_by_id_5bfe99d2_fk_users_user_id FOREIGN KEY (asked_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rereading
    ADD CONSTRAINT ppde_rereading_territory_id_369f679e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_restrictednote
    ADD CONSTRAINT ppde_restrictednote_author_id_ee01f6a6_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_restrictednote
    ADD CONSTRAINT ppde_restrictednote_person_id_150573c5_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_restrictednote
    ADD CONSTRAINT ppde_restrictednote_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_restrictednote
    ADD CONSTRAINT ppde_restrictednote_territory_id_0be02537_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_retentionrule
    ADD CONSTRAINT ppde_retentionrule_territory_id_6573afed_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_decision_id_63cc16ee_fk_cle_decision_id FOREIGN KEY (decision_id) REFERENCES public.cle_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_decision_id_same_territory FOREIGN KEY (decision_id, territory_id) REFERENCES public.cle_decision(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_outcome_id_d8d2bbd3_fk_ppde_outcome_id FOREIGN KEY (outcome_id) REFERENCES public.ppde_outcome(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_outcome_id_same_territory FOREIGN KEY (outcome_id, territory_id) REFERENCES public.ppde_outcome(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_person_id_f89eaabd_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_recorded_by_id_698d00ca_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_rule_id_3e7f6d29_fk_ppde_listrule_id FOREIGN KEY (rule_id) REFERENCES public.ppde_listrule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_return
    ADD CONSTRAINT ppde_return_territory_id_fa8d82de_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_answered_by_id_82d50405_fk_users_user_id FOREIGN KEY (answered_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_came_with_id_1013e6e8_fk_ppde_orientation_id FOREIGN KEY (came_with_id) REFERENCES public.ppde_orientation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_came_with_id_same_territory FOREIGN KEY (came_with_id, territory_id) REFERENCES public.ppde_orientation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_joined_to_id_8f0dd1ed_fk_ppde_righ FOREIGN KEY (joined_to_id) REFERENCES public.ppde_rightsrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_joined_to_id_same_territory FOREIGN KEY (joined_to_id, territory_id) REFERENCES public.ppde_rightsrequest(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_orientation_id_be4f5121_fk_ppde_orie FOREIGN KEY (orientation_id) REFERENCES public.ppde_orientation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_orientation_id_same_territory FOREIGN KEY (orientation_id, territory_id) REFERENCES public.ppde_orientation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_person_id_660fa4a0_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_recorded_by_id_e606074c_fk_users_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_rightsrequest
    ADD CONSTRAINT ppde_rightsrequest_territory_id_7d5be189_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_schemerequest
    ADD CONSTRAINT ppde_schemerequest_author_id_7fd2d972_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_schemerequest
    ADD CONSTRAINT ppde_schemerequest_person_id_3bbebf04_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_schemerequest
    ADD CONSTRAINT ppde_schemerequest_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_schemerequest
    ADD CONSTRAINT ppde_schemerequest_scheme_id_a24c0c3b_fk_territories_scheme_id FOREIGN KEY (scheme_id) REFERENCES public.territories_scheme(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_schemerequest
    ADD CONSTRAINT ppde_schemerequest_territory_id_debbffbc_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_sensitiveword
    ADD CONSTRAINT ppde_sensitiveword_added_by_id_6185a670_fk_users_user_id FOREIGN KEY (added_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_sensitiveword
    ADD CONSTRAINT ppde_sensitiveword_removed_by_id_2bbc5c2c_fk_users_user_id FOREIGN KEY (removed_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_sensitiveword
    ADD CONSTRAINT ppde_sensitiveword_territory_id_a0a422ac_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_session
    ADD CONSTRAINT ppde_session_animator_id_5f1362b1_fk_users_user_id FOREIGN KEY (animator_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_session
    ADD CONSTRAINT ppde_session_organisation_id_08b7148e_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_session
    ADD CONSTRAINT ppde_session_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_session
    ADD CONSTRAINT ppde_session_territory_id_2f4d77d4_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_sessionshare
    ADD CONSTRAINT ppde_sessionshare_session_id_9b9928f5_fk_ppde_trai FOREIGN KEY (session_id) REFERENCES public.ppde_trainingsession(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_sessionshare
    ADD CONSTRAINT ppde_sessionshare_territory_id_e0910e55_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_skill
    ADD CONSTRAINT ppde_skill_territory_id_eff862eb_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_textflag
    ADD CONSTRAINT ppde_textflag_person_id_1b405b1f_fk_ppde_person_id FOREIGN KEY (person_id) REFERENCES public.ppde_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_textflag
    ADD CONSTRAINT ppde_textflag_person_id_same_territory FOREIGN KEY (person_id, territory_id) REFERENCES public.ppde_person(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_textflag
    ADD CONSTRAINT ppde_textflag_reviewed_by_id_4d47a122_fk_users_user_id FOREIGN KEY (reviewed_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_textflag
    ADD CONSTRAINT ppde_textflag_territory_id_a4b8be13_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_training
    ADD CONSTRAINT ppde_training_territory_id_7614bc9a_fk_territories_territory_id FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingpresence
    ADD CONSTRAINT ppde_trainingpresenc_enrolment_id_c4dac223_fk_ppde_enro FOREIGN KEY (enrolment_id) REFERENCES public.ppde_enrolment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingpresence
    ADD CONSTRAINT ppde_trainingpresenc_territory_id_b26342f1_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingpresence
    ADD CONSTRAINT ppde_trainingpresence_enrolment_id_same_territory FOREIGN KEY (enrolment_id, territory_id) REFERENCES public.ppde_enrolment(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingsession
    ADD CONSTRAINT ppde_trainingsession_territory_id_6bb820ce_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingsession
    ADD CONSTRAINT ppde_trainingsession_training_id_ab5e5faa_fk_ppde_training_id FOREIGN KEY (training_id) REFERENCES public.ppde_training(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingsession
    ADD CONSTRAINT ppde_trainingsession_training_id_same_territory FOREIGN KEY (training_id, territory_id) REFERENCES public.ppde_training(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingskill
    ADD CONSTRAINT ppde_trainingskill_skill_id_eec8fd8f_fk_ppde_skill_id FOREIGN KEY (skill_id) REFERENCES public.ppde_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingskill
    ADD CONSTRAINT ppde_trainingskill_territory_id_a3bdfedf_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingskill
    ADD CONSTRAINT ppde_trainingskill_training_id_2c30688e_fk_ppde_training_id FOREIGN KEY (training_id) REFERENCES public.ppde_training(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ppde_trainingskill
    ADD CONSTRAINT ppde_trainingskill_training_id_same_territory FOREIGN KEY (training_id, territory_id) REFERENCES public.ppde_training(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_user_id_8146e70c_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_batch
    ADD CONSTRAINT territories_batch_asked_by_id_02bf8d66_fk_users_user_id FOREIGN KEY (asked_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_batch
    ADD CONSTRAINT territories_batch_opened_by_id_fa8d0fba_fk_users_user_id FOREIGN KEY (opened_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_batch
    ADD CONSTRAINT territories_batch_territory_id_03ccadd8_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_batch
    ADD CONSTRAINT territories_batch_undone_by_id_23286b8b_fk_users_user_id FOREIGN KEY (undone_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_columnmapping
    ADD CONSTRAINT territories_columnma_territory_id_a74e5a5b_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitme_author_id_a0bb65c6_fk_users_use FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitme_commitment_id_4069d91c_fk_territori FOREIGN KEY (commitment_id) REFERENCES public.territories_commitment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitme_corrects_id_041359a1_fk_territori FOREIGN KEY (corrects_id) REFERENCES public.territories_commitmentdelivery(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitment
    ADD CONSTRAINT territories_commitme_organisation_id_e93777ae_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitme_territory_id_8784e11e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitment
    ADD CONSTRAINT territories_commitme_territory_id_c994a254_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitment
    ADD CONSTRAINT territories_commitment_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitmentdelivery_commitment_id_same_territory FOREIGN KEY (commitment_id, territory_id) REFERENCES public.territories_commitment(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_commitmentdelivery
    ADD CONSTRAINT territories_commitmentdelivery_corrects_id_same_territory FOREIGN KEY (corrects_id, territory_id) REFERENCES public.territories_commitmentdelivery(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_contact
    ADD CONSTRAINT territories_contact_organisation_id_a1abef95_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_contact
    ADD CONSTRAINT territories_contact_organisation_id_same_territory FOREIGN KEY (organisation_id, territory_id) REFERENCES public.territories_organisation(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_contact
    ADD CONSTRAINT territories_contact_territory_id_0276b9cd_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_contribution
    ADD CONSTRAINT territories_contribu_territory_id_3fa9983b_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_contribution
    ADD CONSTRAINT territories_contribution_author_id_8fc1b4e0_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_digest
    ADD CONSTRAINT territories_digest_territory_id_da3533c3_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_digest
    ADD CONSTRAINT territories_digest_user_id_f169381f_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_digestrefusal
    ADD CONSTRAINT territories_digestre_territory_id_e5fc4ee8_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_digestrefusal
    ADD CONSTRAINT territories_digestrefusal_user_id_1dbb54f4_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_estimate
    ADD CONSTRAINT territories_estimate_territory_id_5d96b4d1_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchange_answered_by_id_f85c4255_fk_users_use FOREIGN KEY (answered_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchange_answered_from_id_13ca8eea_fk_territori FOREIGN KEY (answered_from_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchange_contribution_id_680ff548_fk_territori FOREIGN KEY (contribution_id) REFERENCES public.territories_contribution(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchange_territory_id_6334f7ba_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchangeitem_author_id_eec5f4bd_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_exchangeitem
    ADD CONSTRAINT territories_exchangeitem_contribution_id_same_territory FOREIGN KEY (contribution_id, territory_id) REFERENCES public.territories_contribution(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grant
    ADD CONSTRAINT territories_grant_closed_by_id_fc752814_fk_users_user_id FOREIGN KEY (closed_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grant
    ADD CONSTRAINT territories_grant_holder_id_6c8188c9_fk_users_user_id FOREIGN KEY (holder_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grant
    ADD CONSTRAINT territories_grant_opened_by_id_745548ef_fk_users_user_id FOREIGN KEY (opened_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grant
    ADD CONSTRAINT territories_grant_territory_id_c4a0036c_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grantmail
    ADD CONSTRAINT territories_grantmai_territory_id_9ba88ad0_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grantmail
    ADD CONSTRAINT territories_grantmail_grant_id_989d513a_fk_territories_grant_id FOREIGN KEY (grant_id) REFERENCES public.territories_grant(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grantmail
    ADD CONSTRAINT territories_grantmail_grant_id_same_territory FOREIGN KEY (grant_id, territory_id) REFERENCES public.territories_grant(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grantmail
    ADD CONSTRAINT territories_grantmail_user_id_9b7a7e11_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_grantrule
    ADD CONSTRAINT territories_grantrul_territory_id_1e8eca7f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_invitation
    ADD CONSTRAINT territories_invitati_territory_id_5903c74e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_invitation
    ADD CONSTRAINT territories_invitation_invited_by_id_7a270ad8_fk_users_user_id FOREIGN KEY (invited_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_keydate
    ADD CONSTRAINT territories_keydate_territory_id_d99e4eac_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_legalfigure
    ADD CONSTRAINT territories_legalfig_territory_id_2ede623e_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_maskingrule
    ADD CONSTRAINT territories_maskingr_territory_id_f7400984_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_membership
    ADD CONSTRAINT territories_membersh_organisation_id_56045fd8_fk_territori FOREIGN KEY (organisation_id) REFERENCES public.territories_organisation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_membership
    ADD CONSTRAINT territories_membersh_territory_id_08af2dc6_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_membership
    ADD CONSTRAINT territories_membership_user_id_9ab10eef_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_newsreader
    ADD CONSTRAINT territories_newsread_territory_id_60eb0db9_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_newsreader
    ADD CONSTRAINT territories_newsreader_user_id_efec6838_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_organisation
    ADD CONSTRAINT territories_organisa_territory_id_50fccc98_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_outline
    ADD CONSTRAINT territories_outline_file_id_8771e719_fk_territori FOREIGN KEY (file_id) REFERENCES public.territories_outlinefile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_outline
    ADD CONSTRAINT territories_outline_file_id_same_territory FOREIGN KEY (file_id, territory_id) REFERENCES public.territories_outlinefile(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_outline
    ADD CONSTRAINT territories_outline_territory_id_9bce33c8_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_outlinefile
    ADD CONSTRAINT territories_outlinef_territory_id_d5458d10_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_perimeterunit
    ADD CONSTRAINT territories_perimete_territory_id_8f1d541f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_phase
    ADD CONSTRAINT territories_phase_territory_id_1444b08b_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_scheme
    ADD CONSTRAINT territories_scheme_territory_id_c3d8e2bd_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_schemenews
    ADD CONSTRAINT territories_schemene_scheme_id_04348f9e_fk_territori FOREIGN KEY (scheme_id) REFERENCES public.territories_scheme(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_schemenews
    ADD CONSTRAINT territories_schemene_territory_id_bd78be0f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_schemenews
    ADD CONSTRAINT territories_schemenews_author_id_d7ce7efe_fk_users_user_id FOREIGN KEY (author_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_target
    ADD CONSTRAINT territories_target_territory_id_14d66e6d_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_territory
    ADD CONSTRAINT territories_territor_hub_id_50f24527_fk_territori FOREIGN KEY (hub_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_territorydepartment
    ADD CONSTRAINT territories_territor_territory_id_9e4f70ed_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_token
    ADD CONSTRAINT territories_token_made_by_id_64938f30_fk_users_user_id FOREIGN KEY (made_by_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_token
    ADD CONSTRAINT territories_token_territory_id_218f46be_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_typedperiod
    ADD CONSTRAINT territories_typedper_territory_id_531f7494_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhook
    ADD CONSTRAINT territories_webhook_territory_id_0971f0a5_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookdelivery
    ADD CONSTRAINT territories_webhookd_place_id_f52cd33e_fk_territori FOREIGN KEY (place_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookdelivery
    ADD CONSTRAINT territories_webhookd_territory_id_d1f3f36f_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookdelivery
    ADD CONSTRAINT territories_webhookd_webhook_id_74bfde0b_fk_territori FOREIGN KEY (webhook_id) REFERENCES public.territories_webhook(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookdelivery
    ADD CONSTRAINT territories_webhookdelivery_webhook_id_same_territory FOREIGN KEY (webhook_id, territory_id) REFERENCES public.territories_webhook(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookmail
    ADD CONSTRAINT territories_webhookm_territory_id_2e33d24a_fk_territori FOREIGN KEY (territory_id) REFERENCES public.territories_territory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookmail
    ADD CONSTRAINT territories_webhookm_webhook_id_667ef6aa_fk_territori FOREIGN KEY (webhook_id) REFERENCES public.territories_webhook(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookmail
    ADD CONSTRAINT territories_webhookmail_user_id_fa272353_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.territories_webhookmail
    ADD CONSTRAINT territories_webhookmail_webhook_id_same_territory FOREIGN KEY (webhook_id, territory_id) REFERENCES public.territories_webhook(id, territory_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_users_user_id FOREIGN KEY (user_id) REFERENCES public.users_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.activities_wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cle_attendance ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cle_convocationmail ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cle_meetinganswer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cle_seat ENABLE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON public.ppde_orientation FOR SELECT USING ((organisation_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.organisations'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
ALTER TABLE public.ebe_contract ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_contracthours ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ebe_staffentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extract ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extractkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extractline ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_extractmail ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_removal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_renewalmail ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_subscriber ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.evaluation_witness ENABLE ROW LEVEL SECURITY;
CREATE POLICY found ON public.ppde_textflag FOR INSERT WITH CHECK ((pg_trigger_depth() > 0));
ALTER TABLE public.ppde_accessfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_availability ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_deliveryperson ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_eligibilityreview ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_eliminationline ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_enrolment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_fingerprint ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_following ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_followup ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_inquiry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_journeyevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_listsheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_lookalike ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_merge ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_mobilityfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_mobilitystep ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_mobilitytrial ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_orientation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_outcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_pause ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_personkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_personpage ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_personskill ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_rankact ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_refusalreview ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_restrictednote ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_return ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_rightsrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_schemerequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_textflag ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ppde_trainingpresence ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON public.activities_wish USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.cle_attendance USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.cle_convocationmail USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.cle_meetinganswer USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.cle_seat USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ebe_contract USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ebe_contracthours USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ebe_proposal USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND ((person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR public.proposal_is_known(territory_id, ended_on))))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND ((person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR public.proposal_is_known(territory_id, ended_on)))));
CREATE POLICY scope ON public.ebe_staffentry USING ((enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((enterprise_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.enterprises'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_delivery USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_extract USING ((((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND (holder_id = ( SELECT (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint AS "nullif"))) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK ((((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND (holder_id = ( SELECT (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint AS "nullif"))) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.evaluation_extractkey USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_extractline USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_extractmail USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_removal USING ((EXISTS ( SELECT
   FROM public.evaluation_extract e
  WHERE ((e.id = evaluation_removal.extract_id) AND (e.territory_id = evaluation_removal.territory_id))))) WITH CHECK ((EXISTS ( SELECT
   FROM public.evaluation_extract e
  WHERE ((e.id = evaluation_removal.extract_id) AND (e.territory_id = evaluation_removal.territory_id)))));
CREATE POLICY scope ON public.evaluation_renewalmail USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_subscriber USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.evaluation_witness USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_accessfile USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_availability USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_consent USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_deliveryperson USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_eligibilityreview USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_eliminationline USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND (EXISTS ( SELECT
   FROM public.ppde_elimination e
  WHERE ((e.id = ppde_eliminationline.elimination_id) AND ((e.what)::text = ANY ((ARRAY['contacts'::character varying, 'mandats'::character varying])::text[])))))))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND (EXISTS ( SELECT
   FROM public.ppde_elimination e
  WHERE ((e.id = ppde_eliminationline.elimination_id) AND ((e.what)::text = ANY ((ARRAY['contacts'::character varying, 'mandats'::character varying])::text[]))))))));
CREATE POLICY scope ON public.ppde_enrolment USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_following USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_followup USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_inquiry USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_journeyevent USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_listsheet USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_lookalike USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_merge USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_mobilityfile USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_mobilitystep USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_mobilitytrial USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_orientation USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (author_id = ( SELECT (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint AS "nullif")))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((author_id = ( SELECT (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint AS "nullif")) AND (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))));
CREATE POLICY scope ON public.ppde_outcome USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_pause USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_person USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_personkey USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((CURRENT_USER = ( SELECT pg_get_userbyid(pg_class.relowner) AS pg_get_userbyid
   FROM pg_class
  WHERE (pg_class.oid = ('public.ppde_personkey'::regclass)::oid))));
CREATE POLICY scope ON public.ppde_personpage USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((digest)::text = NULLIF(current_setting('app.link'::text, true), ''::text)))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((digest)::text = NULLIF(current_setting('app.link'::text, true), ''::text))));
CREATE POLICY scope ON public.ppde_personskill USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_presence USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_rankact USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_reading USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (user_id = (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint))) WITH CHECK (true);
CREATE POLICY scope ON public.ppde_refusalreview USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_restrictednote USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_return USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (person_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.persons'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_rightsrequest USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))));
CREATE POLICY scope ON public.ppde_schemerequest USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.ppde_textflag USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((person_id IS NULL) AND (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND (EXISTS ( SELECT
   FROM public.territories_territory t
  WHERE ((t.id = ppde_textflag.territory_id) AND ((t.kind)::text = 'hub'::text))))))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.watched'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((person_id IS NULL) AND (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND (EXISTS ( SELECT
   FROM public.territories_territory t
  WHERE ((t.id = ppde_textflag.territory_id) AND ((t.kind)::text = 'hub'::text)))))));
CREATE POLICY scope ON public.ppde_trainingpresence USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.territories_contact USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.territories_entry USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((NOT is_named) AND (territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) OR (user_id = (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint))) WITH CHECK (true);
CREATE POLICY scope ON public.territories_invitation USING ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[]))) WITH CHECK ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])));
CREATE POLICY scope ON public.territories_stagedrow USING (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND ((NOT is_named) OR (opened_by_id = (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint))))) WITH CHECK (((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.named'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) OR ((territory_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.reach'::text, true), ''::text), ','::text))::bigint[] AS string_to_array)::bigint[])) AND ((NOT is_named) OR (opened_by_id = (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint)))));
ALTER TABLE public.territories_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.territories_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.territories_invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.territories_stagedrow ENABLE ROW LEVEL SECURITY;
INSERT INTO public.django_migrations (app, name, applied) VALUES
    ('users', '0001_initial', now()),
    ('account', '0001_initial', now()),
    ('account', '0002_email_max_length', now()),
    ('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
    ('account', '0004_alter_emailaddress_drop_unique_email', now()),
    ('account', '0005_emailaddress_idx_upper_email', now()),
    ('account', '0006_emailaddress_lower', now()),
    ('account', '0007_emailaddress_idx_email', now()),
    ('account', '0008_emailaddress_unique_primary_email_fixup', now()),
    ('account', '0009_emailaddress_unique_primary_email', now()),
    ('territories', '0001_initial', now()),
    ('territories', '0002_security', now()),
    ('territories', '0003_first_invitation', now()),
    ('territories', '0004_exchange', now()),
    ('territories', '0005_constraint_messages', now()),
    ('territories', '0006_typed_months', now()),
    ('territories', '0007_erasure', now()),
    ('territories', '0008_resources', now()),
    ('territories', '0009_silence_days', now()),
    ('territories', '0010_membership_organisation', now()),
    ('territories', '0011_imports', now()),
    ('territories', '0012_grants', now()),
    ('territories', '0013_grant_rule', now()),
    ('territories', '0014_no_nir', now()),
    ('users', '0002_dormant_told_on', now()),
    ('users', '0003_closed_accounts', now()),
    ('territories', '0015_delivery_corrections', now()),
    ('territories', '0016_staged_indexes', now()),
    ('territories', '0017_lighter_rows', now()),
    ('territories', '0018_grant_mails', now()),
    ('territories', '0019_contacts_known', now()),
    ('territories', '0020_undoing', now()),
    ('territories', '0021_forget_gone', now()),
    ('territories', '0022_outlines', now()),
    ('territories', '0023_forget_accounts', now()),
    ('territories', '0024_silence_before_the_list', now()),
    ('territories', '0025_days_of_a_request', now()),
    ('cle', '0001_initial', now()),
    ('cle', '0002_security', now()),
    ('cle', '0003_approved_minutes', now()),
    ('cle', '0004_typography', now()),
    ('cle', '0005_no_nir', now()),
    ('cle', '0006_addenda', now()),
    ('cle', '0007_rectified_decisions', now()),
    ('cle', '0008_convocations', now()),
    ('cle', '0009_kinds_of_sendings', now()),
    ('cle', '0010_answers', now()),
    ('cle', '0011_quorum_rules', now()),
    ('ppde', '0001_initial', now()),
    ('ppde', '0002_security', now()),
    ('ppde', '0003_list_rules', now()),
    ('ppde', '0004_list_rules_security', now()),
    ('ppde', '0005_criteria', now()),
    ('ppde', '0006_readings', now()),
    ('ppde', '0007_readings_security', now()),
    ('ppde', '0008_duplicates', now()),
    ('ppde', '0009_duplicates_security', now()),
    ('ppde', '0010_after', now()),
    ('ppde', '0011_skills', now()),
    ('ppde', '0012_resources', now()),
    ('ppde', '0013_retention', now()),
    ('ppde', '0014_retention_security', now()),
    ('ppde', '0015_sessions', now()),
    ('ppde', '0016_facts', now()),
    ('ppde', '0017_followings', now()),
    ('ppde', '0018_followings_known', now()),
    ('ppde', '0019_orientations', now()),
    ('ppde', '0020_followups_of_a_hire', now()),
    ('ppde', '0021_rights', now()),
    ('ppde', '0022_rights_security', now()),
    ('ppde', '0023_notes', now()),
    ('ppde', '0024_notes_security', now()),
    ('ppde', '0025_undo_import', now()),
    ('ppde', '0026_refusal_reviews', now()),
    ('ppde', '0027_refusal_reviews_security', now()),
    ('ppde', '0028_free_texts', now()),
    ('ppde', '0029_words_found', now()),
    ('ppde', '0030_latest_fact', now()),
    ('ppde', '0031_names_planned_once', now()),
    ('ppde', '0032_cancelled_sessions', now()),
    ('ppde', '0033_controllers', now()),
    ('ppde', '0034_quicker_keys', now()),
    ('ppde', '0035_suspensions_of_a_contract', now()),
    ('ppde', '0036_withdraw_own', now()),
    ('ppde', '0037_watch_rules', now()),
    ('ppde', '0038_lighter_rows', now()),
    ('ppde', '0039_free_texts_of_places', now()),
    ('ebe', '0001_initial', now()),
    ('ebe', '0002_security', now()),
    ('activities', '0001_initial', now()),
    ('activities', '0002_security', now()),
    ('activities', '0003_skills', now()),
    ('activities', '0004_free_texts', now()),
    ('activities', '0005_decided_activities', now()),
    ('activities', '0006_undecided_because', now()),
    ('contenttypes', '0001_initial', now()),
    ('contenttypes', '0002_remove_content_type_name', now()),
    ('auth', '0001_initial', now()),
    ('auth', '0002_alter_permission_name_max_length', now()),
    ('auth', '0003_alter_user_email_max_length', now()),
    ('auth', '0004_alter_user_username_opts', now()),
    ('auth', '0005_alter_user_last_login_null', now()),
    ('auth', '0006_require_contenttypes_0002', now()),
    ('auth', '0007_alter_validators_add_error_messages', now()),
    ('auth', '0008_alter_user_username_max_length', now()),
    ('auth', '0009_alter_user_last_name_max_length', now()),
    ('auth', '0010_alter_group_name_max_length', now()),
    ('auth', '0011_update_proxy_permissions', now()),
    ('auth', '0012_alter_user_first_name_max_length', now()),
    ('cle', '0012_list_place', now()),
    ('cle', '0013_one_chair', now()),
    ('cle', '0014_eligibility_rule', now()),
    ('cle', '0015_neutral_words', now()),
    ('territories', '0026_masking_rule', now()),
    ('territories', '0027_doubtful_rows', now()),
    ('territories', '0028_legalfigure', now()),
    ('territories', '0029_territory_department', now()),
    ('territories', '0030_namesakes_of_accounts', now()),
    ('territories', '0031_removed_dates', now()),
    ('territories', '0032_asked_reading', now()),
    ('territories', '0033_typed_filters', now()),
    ('territories', '0034_clock_of_rights', now()),
    ('territories', '0035_delays', now()),
    ('territories', '0036_week_and_job', now()),
    ('territories', '0037_territorydepartment', now()),
    ('territories', '0038_departments_dated', now()),
    ('territories', '0039_asked_once', now()),
    ('ppde', '0040_rereadings', now()),
    ('ppde', '0041_diagnostic', now()),
    ('ppde', '0042_minutes_apart', now()),
    ('ppde', '0043_durations', now()),
    ('ppde', '0044_reason_of_a_rectification', now()),
    ('ppde', '0045_free_texts_of_convocations', now()),
    ('ppde', '0046_stakeholder_durations', now()),
    ('ppde', '0047_renewal_durations', now()),
    ('ppde', '0048_named_entries', now()),
    ('ppde', '0049_first_proposal_of_a_return', now()),
    ('ppde', '0050_attempts_and_numbers', now()),
    ('ppde', '0051_proposals_without_a_reply', now()),
    ('ppde', '0052_undoing', now()),
    ('ppde', '0053_forget_withdrawn', now()),
    ('ppde', '0054_exports_watched', now()),
    ('ppde', '0055_days_to_hire', now()),
    ('ppde', '0056_orientations_end', now()),
    ('ppde', '0057_durations_of_accounts', now()),
    ('ppde', '0058_handed_over', now()),
    ('ppde', '0059_orientations_of_an_organisation', now()),
    ('ppde', '0060_corrected_steps', now()),
    ('ppde', '0061_quicker_rewriting', now()),
    ('ppde', '0062_sealed_copies', now()),
    ('ppde', '0063_requests_by_mistake', now()),
    ('ppde', '0064_orientations_taken_back', now()),
    ('ppde', '0065_sessions_restored', now()),
    ('ppde', '0066_refused_proposals_and_withdrawn_acts', now()),
    ('ppde', '0067_durations_in_days', now()),
    ('ppde', '0068_contract_over', now()),
    ('ppde', '0069_told_to_partners', now()),
    ('ppde', '0070_places_of_an_exit', now()),
    ('ppde', '0071_decision_recorded_at', now()),
    ('ppde', '0072_asked_again', now()),
    ('ppde', '0073_past_times', now()),
    ('ppde', '0074_volunteers_again', now()),
    ('ppde', '0075_requests_joined', now()),
    ('ppde', '0076_death_among_news', now()),
    ('ppde', '0077_facts_of_trainings', now()),
    ('ppde', '0078_exit_not_eligible', now()),
    ('ppde', '0079_erased_apart', now()),
    ('ppde', '0080_names_by_their_keys', now()),
    ('ppde', '0081_durations_of_extracts', now()),
    ('ppde', '0082_pauses_of_a_return', now()),
    ('ppde', '0083_exits_of_merged_files', now()),
    ('ppde', '0084_longest_week', now()),
    ('ppde', '0085_names_heard_once', now()),
    ('ppde', '0086_lighter_imports', now()),
    ('ppde', '0087_no_number_of_their_own', now()),
    ('ppde', '0088_birth_years', now()),
    ('ppde', '0089_grounds_of_acts', now()),
    ('ppde', '0090_precision_rests_on', now()),
    ('ppde', '0091_training_interrupted', now()),
    ('ppde', '0092_keys_of_a_territory', now()),
    ('ppde', '0093_keys_read_once', now()),
    ('ppde', '0094_consents_until', now()),
    ('ppde', '0095_names_elsewhere', now()),
    ('ppde', '0096_marks_by_their_hash', now()),
    ('ppde', '0097_names_at_the_hub', now()),
    ('ppde', '0098_durations_of_proposals', now()),
    ('ebe', '0003_rate_bounds_wording', now()),
    ('ebe', '0004_start_up_percent', now()),
    ('ebe', '0005_hiring_plan', now()),
    ('ebe', '0006_posts', now()),
    ('ebe', '0007_posts_security', now()),
    ('ebe', '0008_free_texts', now()),
    ('ebe', '0009_post_skills', now()),
    ('ebe', '0010_monthly_returns', now()),
    ('ebe', '0011_direction_invitations', now()),
    ('ebe', '0012_withdrawn_proposals', now()),
    ('ebe', '0013_free_texts_of_returns', now()),
    ('ebe', '0014_return_rules', now()),
    ('ebe', '0015_numbers_side_by_side', now()),
    ('ebe', '0016_ended_and_dropped_proposals', now()),
    ('ebe', '0017_close_proposals_of_exits', now()),
    ('ebe', '0018_funding_corrected', now()),
    ('ebe', '0019_left_before_the_hire', now()),
    ('ebe', '0020_closed_enterprises', now()),
    ('ebe', '0021_dated_rate_bounds', now()),
    ('ebe', '0022_ownrate', now()),
    ('ebe', '0023_missingmonth', now()),
    ('ebe', '0024_months_without_hires', now()),
    ('ebe', '0025_staff', now()),
    ('ebe', '0026_counted_months_of_figures', now()),
    ('ebe', '0027_rates_within_reason', now()),
    ('ebe', '0028_own_rate_withdrawn', now()),
    ('ebe', '0029_stopped_proposals', now()),
    ('ebe', '0030_longest_week', now()),
    ('ebe', '0031_terms_of_a_rate', now()),
    ('ebe', '0032_known_before_hired', now()),
    ('ebe', '0033_stopped_or_over', now()),
    ('ebe', '0034_known_for_a_time', now()),
    ('ebe', '0035_neutral_words', now()),
    ('evaluation', '0001_initial', now()),
    ('evaluation', '0002_security', now()),
    ('evaluation', '0003_report_sizes', now()),
    ('evaluation', '0004_questionnaires', now()),
    ('evaluation', '0005_typography', now()),
    ('evaluation', '0006_typed_months', now()),
    ('evaluation', '0007_forecasts', now()),
    ('evaluation', '0008_no_nir', now()),
    ('evaluation', '0009_free_texts', now()),
    ('evaluation', '0010_old_numbers', now()),
    ('evaluation', '0011_erased_subscribers', now()),
    ('evaluation', '0012_wider_reports', now()),
    ('evaluation', '0013_renewals', now()),
    ('evaluation', '0014_testimonies', now()),
    ('evaluation', '0015_stale_figures', now()),
    ('evaluation', '0016_report_agreement', now()),
    ('evaluation', '0017_searched_addresses', now()),
    ('evaluation', '0018_corrected_issues', now()),
    ('evaluation', '0019_extracts', now()),
    ('evaluation', '0020_extracts_not_beside', now()),
    ('evaluation', '0021_agreed_until', now()),
    ('evaluation', '0022_letters_over', now()),
    ('evaluation', '0023_confirmations_waiting', now()),
    ('evaluation', '0024_reader_words', now()),
    ('mfa', '0001_initial', now()),
    ('mfa', '0002_authenticator_timestamps', now()),
    ('mfa', '0003_authenticator_type_uniq', now()),
    ('ppde', '0099_numbers_by_their_key', now()),
    ('ppde', '0100_history_of_the_erased', now()),
    ('ppde', '0101_alerts_over_weeks', now()),
    ('ppde', '0102_marks_that_tell_somebody', now()),
    ('ppde', '0103_neutral_words', now()),
    ('sessions', '0001_initial', now()),
    ('socialaccount', '0001_initial', now()),
    ('socialaccount', '0002_token_max_lengths', now()),
    ('socialaccount', '0003_extra_data_default_dict', now()),
    ('socialaccount', '0004_app_provider_id_settings', now()),
    ('socialaccount', '0005_socialtoken_nullable_app', now()),
    ('socialaccount', '0006_alter_socialaccount_extra_data', now()),
    ('territories', '0040_gone_found_by_number', now()),
    ('territories', '0041_first_years', now()),
    ('territories', '0042_batches_asked_once', now()),
    ('territories', '0043_consent_days', now()),
    ('territories', '0044_webhooks', now()),
    ('territories', '0045_tokens', now()),
    ('territories', '0046_held_invitations', now()),
    ('territories', '0047_asked_by', now()),
    ('territories', '0048_neutral_words', now()),
    ('users', '0004_export_columns', now()),
    ('usersessions', '0001_initial', now());
INSERT INTO public.ppde_seal (secret) SELECT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea);
